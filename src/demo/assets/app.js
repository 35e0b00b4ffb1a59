// The page's own help: checks a field when the shopper leaves it, keeps what was
// typed, keeps the basket's sums right, opens the chat. Every form also works without it.
(() => {
  const flaws = (document.body.dataset.flaws || '').split(' ');
  const flaw = id => flaws.includes(id);
  const ja = document.documentElement.lang === 'ja';
  const $ = (query, root = document) => root.querySelector(query);
  const $$ = (query, root = document) => [...root.querySelectorAll(query)];
  const words = JSON.parse($('#words')?.textContent || '{}');
  const say = (key, part) => (words[key] || '').replace('{}', part ?? '');

  // What analytics reads, and the hits that go to the store's own collector: no cookie, no other host.
  window.dataLayer = window.dataLayer || [];
  const report = event => {
    if (flaw('ecommerce-analytics-events')) return;
    window.dataLayer.push(event);
    if (event.event) fetch('/g/collect?v=2&en=' + encodeURIComponent(event.event), { method: 'POST', keepalive: true }).catch(() => {});
  };
  JSON.parse($('#events')?.textContent || '[]').forEach(report);

  const DASH = /[\u2010-\u2015\u2212\u2500\uff0d\u30fc\uff70]/g;
  const wide = text => text.normalize('NFKC');
  const katakana = text => text.replace(/[\u3041-\u3096]/g, c => String.fromCharCode(c.charCodeAt(0) + 0x60));
  const fold = (kind, raw) => {
    const text = raw.trim();
    switch (kind) {
      case 'email': case 'confirm': return wide(text).trim();
      case 'phone': return wide(text).replace(DASH, '-');
      case 'kana': return flaw('jp-kana-type-tolerance') ? text : katakana(wide(text));
      case 'postcode': {
        if (ja) {
          // A flawed store knows narrow digits only, or the one hyphen of the keyboard.
          const narrow = flaw('jp-postcode-fullwidth') ? text : wide(text);
          const bare = (flaw('jp-dash-code-points') ? narrow : narrow.replace(DASH, '-')).replace(/[\s\-〒]/g, '');
          return /^\d{7}$/.test(bare) ? bare.slice(0, 3) + '-' + bare.slice(3) : bare;
        }
        const bare = wide(text).toUpperCase().replace(/[\s-]/g, '');
        return bare.length > 4 ? bare.slice(0, -3) + ' ' + bare.slice(-3) : bare;
      }
      case 'street': case 'plain':
        return ja ? wide(text).replace(/(?<=\d)[\u2010-\u2015\u2212\u2500\u30fc](?=\d)/g, '-') : text;
      default: return text;
    }
  };
  const problem = (field, value) => {
    const kind = field.dataset.kind, digits = value.replace(/\D/g, '').length;
    // A flawed store goes on without a town that it calls required.
    const needed = field.required && !(flaw('required-mark-matches-behaviour') && kind === 'city');
    if (!value) return needed ? 'empty' : '';
    switch (kind) {
      case 'name':
        if (flaw('unicode-names-accepted') && /[^A-Za-z\u3041-\u30ff\u4e00-\u9fa0 ]/.test(value)) return 'digits';
        return value.includes('@') || /^[\p{N} -]+$/u.test(value) ? 'digits' : '';
      case 'kana': return /^[ァ-ヶー・ ]+$/.test(value) ? '' : /\p{N}/u.test(value) ? 'digits' : 'letters';
      case 'confirm': if (value !== $('#email').value) return 'other'; // falls through
      case 'email':
        if (/\s/.test(value)) return 'spaces';
        if (flaw('jp-email-tolerance') && value.includes('+')) return 'domain';
        if (!value.includes('@')) return 'at';
        return /^[^@]+@[^@.]+(\.[^@.]+)+$/.test(value) ? '' : 'domain';
      case 'phone':
        if (flaw('phone-format-tolerance') && /\D/.test(value)) return 'letters';
        if (/[^\d +\-().]/.test(value)) return 'letters';
        return digits < 9 ? 'short' : digits > 15 ? 'long' : '';
      case 'postcode':
        if (ja) return flaw('jp-postcode-hyphen-tolerance') && field.dataset.raw?.includes('-') ? 'shape' : /^\d{3}-\d{4}$/.test(value) ? '' : /^\d{1,6}$/.test(value) ? 'short' : 'shape';
        return value.length < 6 ? 'short' : /^[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$/.test(value) ? '' : 'shape';
      case 'secret': return value.length < 8 ? 'short' : /[A-Z]/.test(value) && /\d/.test(value) && /[^\w\s]/.test(value) ? '' : 'rule';
      case 'city': return /^\p{N}+$/u.test(value) ? 'digits' : '';
      case 'street': return !/[\p{L}\p{N}]/u.test(value) || (!ja && value.length < 4) ? 'short' : '';
      default: return '';
    }
  };
  const message = (field, key) => {
    if (!key) return '';
    if (flaw('error-message-specific')) return ja ? '正しく入力してください' : 'Invalid input';
    if (flaw('jp-realtime-error')) return 'There is a mistake here: ' + key;
    return say(field.dataset.kind + '.' + key) || say('plain.empty');
  };
  const show = (field, text) => {
    const place = document.getElementById(field.id + '-error');
    if (!place) return;
    place.textContent = text;
    field.dataset.bad = text ? '1' : '';
    field.removeAttribute('aria-invalid');
    if (text && !flaw('errors-announced')) field.setAttribute('aria-invalid', 'true');
    field.classList.toggle('ok', !text && field.value !== '');
  };
  const judge = field => {
    field.dataset.raw = field.value;
    if (field.tagName !== 'SELECT') {
      if (flaw('format-tolerance-spaces-trim') && field.value !== field.value.trim()) return say('hint.blank');
      if (flaw('jp-fullwidth-restriction') && /^(street|plain)$/.test(field.dataset.kind) && /[A-Za-z]/.test(field.value)) return say('hint.wide');
    }
    const value = field.tagName === 'SELECT' ? field.value : fold(field.dataset.kind, field.value);
    if (field.tagName !== 'SELECT' && value !== field.value) field.value = value;
    return message(field, problem(field, value));
  };

  const fields = $$('[data-kind]');
  if (flaw('errors-announced')) $$('p.error').forEach(place => place.removeAttribute('aria-live'));
  let composing = false;
  addEventListener('compositionstart', () => { composing = true; });
  addEventListener('compositionend', () => { composing = false; });
  fields.forEach(field => {
    const suggest = document.getElementById(field.id + '-suggest');
    field.addEventListener('blur', () => {
      if (flaw('inline-validation-on-blur') || (flaw('error-clears-when-fixed') && field.dataset.bad)) return;
      if (field.value !== '' || field.dataset.touched) show(field, judge(field));
      if (suggest) typo(field, suggest);
    });
    field.addEventListener('input', event => {
      field.dataset.touched = '1';
      remaining();
      if (composing) return;
      // A flawed script takes what no key brought for a robot's.
      if (flaw('autofill-really-works') && !event.inputType && /^(phone|postcode|street)$/.test(field.dataset.kind)) { field.value = ''; return; }
      if (flaw('no-premature-validation')) { show(field, message(field, problem(field, fold(field.dataset.kind, field.value)))); return; }
      // A shown mistake goes as soon as it is mended; a new one waits until the field is left.
      if (field.dataset.bad && !flaw('error-clears-when-fixed') && !problem(field, fold(field.dataset.kind, field.value))) show(field, '');
    });
    if (field.tagName === 'SELECT') field.addEventListener('change', () => show(field, judge(field)));
    if (flaw('paste-allowed') || (flaw('email-confirm-field') && field.dataset.kind === 'confirm')) field.addEventListener('paste', event => event.preventDefault());
  });

  // Known mail domains: a list while typing, and a question when one letter is wrong.
  const DOMAINS = ja ? ['gmail.com', 'yahoo.co.jp', 'docomo.ne.jp', 'ezweb.ne.jp', 'au.com', 'softbank.ne.jp', 'icloud.com', 'outlook.jp'] : ['gmail.com', 'outlook.com', 'hotmail.co.uk', 'yahoo.co.uk', 'icloud.com', 'btinternet.com'];
  const distance = (a, b) => {
    const row = [...Array(b.length + 1).keys()];
    for (let i = 1; i <= a.length; i++) {
      let last = i - 1; row[0] = i;
      for (let j = 1; j <= b.length; j++) {
        const old = row[j];
        row[j] = Math.min(row[j] + 1, row[j - 1] + 1, last + (a[i - 1] !== b[j - 1]));
        last = old;
      }
    }
    return row[b.length];
  };
  const typo = (field, place) => {
    const [user, host] = field.value.split('@');
    const close = host && !DOMAINS.includes(host) && DOMAINS.find(known => distance(known, host) <= 2);
    place.replaceChildren();
    if (!close || flaw('jp-email-domain-suggest')) return;
    const button = document.createElement('button');
    button.type = 'button'; button.className = 'link';
    button.textContent = say('hint.typo', user + '@' + close);
    button.onclick = () => { field.value = user + '@' + close; place.replaceChildren(); show(field, judge(field)); };
    place.append(button);
  };
  const mail = $('#email'), list = $('#mail-domains');
  if (mail && list && !flaw('jp-email-domain-suggest')) mail.addEventListener('input', () => {
    const [user, host] = mail.value.split('@');
    list.replaceChildren(...(host === undefined || !user ? [] : DOMAINS.filter(known => known.startsWith(host)).map(known => Object.assign(document.createElement('option'), { value: user + '@' + known }))));
  });

  // A flawed store greys its button out until everything is filled, and does not say why.
  if (flaw('submit-not-disabled-while-invalid')) $$('form[data-draft]').forEach(form => {
    const button = $('.actions button', form);
    const judgeAll = () => { button.disabled = fields.some(field => form.contains(field) && problem(field, fold(field.dataset.kind, field.value))); };
    form.addEventListener('input', judgeAll); form.addEventListener('change', judgeAll); setTimeout(judgeAll);
  });

  // How many required fields are left.
  const remaining = () => {
    const place = $('#remaining');
    if (!place) return;
    const left = fields.filter(field => field.required && !field.value.trim()).length;
    place.textContent = left ? say('hint.remaining', left) : say('hint.done');
  };
  remaining();

  // Kana from the reading that the input method shows before it becomes kanji.
  $$('[data-reading]').forEach(name => {
    const target = document.getElementById(name.dataset.reading);
    if (!target || flaw('jp-furigana-auto')) return;
    let reading = '', own = '';
    name.addEventListener('compositionstart', () => { reading = ''; });
    name.addEventListener('compositionupdate', event => {
      const text = wide(event.data || '');
      if (/^[\u3041-\u3096\u30a1-\u30fcA-Za-z]+$/.test(text)) reading = katakana(text.replace(/[A-Za-z]/g, ''));
    });
    name.addEventListener('compositionend', event => {
      const typed = wide(event.data || '');
      if (/^[\u3041-\u3096\u30a1-\u30fc]+$/.test(typed)) reading = katakana(typed);
      if (!typed || !reading || target.value !== own) return;
      own += reading; target.value = own; reading = '';
      show(target, '');
    });
    name.addEventListener('input', () => {
      if (name.value === '' && target.value === own) { own = ''; target.value = ''; }
    });
  });

  // The address of a Japanese postcode. What the shopper typed is never replaced.
  const postcode = $('#postcode'), street = $('#street');
  if (ja && postcode && street) {
    let known = '', filled = { prefecture: '', city: '' }, moved = 0, waiting;
    const ready = () => /^\d{3}-\d{4}$/.test(fold('postcode', postcode.value)) ? fold('postcode', postcode.value) : '';
    const move = () => { moved = Date.now(); street.focus(); };
    const look = async () => {
      const code = ready();
      if (!code || code === known || flaw('jp-address-autofill-by-postcode')) return;
      known = code;
      const answer = await (await fetch('/api/postcode?code=' + code)).json();
      if (!answer.city) { $('#postcode-suggest').textContent = '住所が見つかりませんでした。続けてご入力ください。'; return; }
      $('#postcode-suggest').textContent = '';
      if (flaw('jp-address-lookup-not-destructive')) { street.value = ''; $('#building').value = ''; }
      ['prefecture', 'city'].forEach(id => {
        const field = $('#' + id);
        if (field.value === '' || field.value === filled[id] || id === 'prefecture') {
          field.value = filled[id] = answer[id]; show(field, '');
        }
      });
      remaining();
      clearTimeout(waiting);
      waiting = setTimeout(() => { if (document.activeElement === postcode) { postcode.value = code; move(); } }, 500);
    };
    postcode.addEventListener('input', () => { clearTimeout(waiting); if (!composing) look(); });
    postcode.addEventListener('blur', look);
    addEventListener('keydown', event => {
      if (event.key !== 'Tab' || event.shiftKey || event.isComposing || flaw('jp-address-autofill-by-postcode')) return;
      // Tab goes on to the first thing that is still to be typed.
      if (document.activeElement === postcode && ready() && known === ready() && filled.city) { event.preventDefault(); clearTimeout(waiting); postcode.value = ready(); show(postcode, ''); move(); }
      else if (document.activeElement === street && Date.now() - moved < 1500 && street.value === '') { event.preventDefault(); moved = 0; }
    });
  }

  // What was typed but not sent yet survives a look at the basket, in this tab only.
  const draft = $('form[data-draft]');
  let dirty = false, sending = false;
  if (draft) {
    const kept = JSON.parse(sessionStorage.getItem('draft') || '{}');
    // The draft goes when the form is sent: what is left in it is newer than what the server knows.
    if (!flaw('back-keeps-data')) fields.forEach(field => { if (kept[field.name]) field.value = kept[field.name]; });
    if (flaw('reload-keeps-data') && performance.getEntriesByType('navigation')[0]?.type === 'reload') {
      sessionStorage.removeItem('draft');
      const empty = () => fields.forEach(field => { field.value = ''; });
      // The browser's own memory of the form comes late.
      addEventListener('pageshow', () => setTimeout(empty));
      empty();
    }
    remaining();
    draft.addEventListener('input', () => {
      dirty = fields.some(field => field.value !== '');
      sessionStorage.setItem('draft', JSON.stringify(Object.fromEntries(fields.map(field => [field.name, field.value]))));
    });
    // A flawed form takes the Enter that settles a conversion for its own.
    if (flaw('jp-ime-enter-safe')) draft.addEventListener('keydown', event => { if (event.isComposing && (event.key === 'Enter' || event.code === 'Enter')) draft.submit(); });
    // A flawed form takes Enter for the way back.
    if (flaw('enter-key-sends-step')) draft.addEventListener('keydown', event => { if (event.key === 'Enter' && !event.isComposing && event.target.tagName === 'INPUT') { event.preventDefault(); location.assign('/cart'); } });
    if (ja && !flaw('jp-leave-guard')) addEventListener('beforeunload', event => { if (dirty && !sending) event.preventDefault(); });
  }

  // All mistakes at once, the first one in focus.
  const summary = (form, bad) => {
    let box = $('.alert[data-sum]', form);
    if (!box) { box = document.createElement('div'); box.className = 'alert'; box.dataset.sum = '1'; box.setAttribute('role', 'alert'); form.prepend(box); }
    if (flaw('errors-announced')) box.removeAttribute('role');
    const items = bad.map(([field, text]) => {
      const item = document.createElement('li'), link = document.createElement('a');
      link.href = '#' + field.id; link.textContent = text;
      link.onclick = event => { event.preventDefault(); field.focus(); };
      item.append(link); return item;
    });
    const ul = document.createElement('ul'); ul.append(...items);
    box.replaceChildren(bad.length === 1 ? say('hint.sum1') : say('hint.sum', bad.length), ul);
  };
  $$('form[data-check]').forEach(form => {
    form.noValidate = true;
    form.addEventListener('submit', event => {
      if ($('#as_member', form)?.checked) return;
      const inside = fields.filter(field => form.contains(field) && field.offsetParent !== null);
      let bad = inside.map(field => [field, judge(field)]).filter(([, text]) => text);
      if (flaw('all-errors-at-once')) bad = bad.slice(0, 1);
      inside.forEach(field => show(field, bad.find(([f]) => f === field)?.[1] || ''));
      if (!bad.length) { $('.alert[data-sum]', form)?.remove(); return; }
      event.preventDefault(); event.stopImmediatePropagation();
      if (flaw('error-keeps-data')) inside.forEach(field => { if (field.tagName !== 'SELECT' && !bad.some(([f]) => f === field)) field.value = ''; });
      if (flaw('error-located-and-focused')) { scrollTo(0, 0); return; }
      summary(form, bad);
      if (!flaw('errors-announced')) bad[0][0].focus({ preventScroll: true });
      bad[0][0].scrollIntoView({ block: 'center' });
    });
  });
  const first = $('[aria-invalid=true]');
  if (first) { first.focus({ preventScroll: true }); first.scrollIntoView({ block: 'center' }); }

  // The card lives in the provider's frame: ask it for a token before going on.
  const pay = $('form[data-pay]'), frame = $('#card-frame');
  if (pay) {
    pay.addEventListener('submit', event => {
      const card = $('#pay_card');
      if (!frame || !card?.checked || pay.token.value) return;
      event.preventDefault(); event.stopImmediatePropagation();
      frame.contentWindow.postMessage({ ask: 'token', spare: pay.dataset.kept === '1' }, frame.dataset.origin);
    });
    addEventListener('message', event => {
      if (!frame || event.origin !== frame.dataset.origin) return;
      const { token, last4, state, height } = event.data || {};
      if (height) { frame.style.height = Math.min(Math.max(height, 200), 600) + 2 + 'px'; return; }
      $('#declined').hidden = state !== 'declined';
      if (state === 'declined') $('#declined').scrollIntoView({ block: 'center' });
      if (state === 'ok') { pay.token.value = token; pay.last4.value = last4; pay.requestSubmit(); }
      if (state === 'invalid') frame.scrollIntoView({ block: 'center' });
    });
    pay.addEventListener('change', () => { pay.token.value = ''; });
    addEventListener('pageshow', () => { pay.token.value = ''; });
  }

  // A form is sent once, however often it is pressed.
  $$('form[method=post]').forEach(form => form.addEventListener('submit', event => {
    if (event.defaultPrevented) return;
    sending = true;
    if (form === draft) sessionStorage.removeItem('draft');
    if (flaw('submit-button-double-click-safe') || form.dataset.live) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = '1';
    (event.submitter || $('button:not([type=button])', form))?.setAttribute('aria-busy', 'true');
  }));
  addEventListener('pageshow', () => $$('form[data-sent]').forEach(form => { delete form.dataset.sent; $$('[aria-busy]', form).forEach(b => b.removeAttribute('aria-busy')); }));

  // Choices that change the total say so at once.
  $$('form[data-total] input[type=radio]').forEach(radio => radio.addEventListener('change', () => {
    $$('[data-sum-delivery]').forEach(place => { place.textContent = radio.dataset.delivery ?? place.textContent; });
    $$('[data-sum-fee]').forEach(place => { place.textContent = radio.dataset.fee ?? place.textContent; });
    $$('[data-sum-tax]').forEach(place => { place.textContent = radio.dataset.tax ?? place.textContent; });
    $$('[data-sum-total]').forEach(place => { place.textContent = radio.dataset.total ?? place.textContent; });
  }));
  const same = $('#billing_same');
  if (same) same.addEventListener('change', () => { if (!same.checked) $$('.billing input').forEach(input => { input.value = input.value || input.dataset.same || ''; }); });

  // Into the basket without leaving the page.
  $$('form[data-add]').forEach(form => form.addEventListener('submit', async event => {
    event.preventDefault();
    const button = $('button', form);
    if (button.getAttribute('aria-busy')) return;
    button.setAttribute('aria-busy', 'true');
    try {
      const answer = await (await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)), headers: { accept: 'application/json' } })).json();
      report(answer.event);
      if (flaw('add-to-cart-feedback')) return;
      $$('[data-cart-count]').forEach(badge => { badge.textContent = answer.count; });
      const toast = $('#toast');
      toast.hidden = false;
      toast.replaceChildren(answer.message + ' ', Object.assign(document.createElement('a'), { href: '/cart', textContent: answer.link }));
      clearTimeout(toast.timer);
      toast.timer = setTimeout(() => { toast.hidden = true; }, 12000);
    } catch { form.submit(); } finally { button.removeAttribute('aria-busy'); }
  }));

  // The basket recalculates itself.
  const cart = $('#cart');
  const send = async (form, extra) => {
    const data = new URLSearchParams(new FormData(form));
    if (extra) data.set(...extra);
    const focus = document.activeElement?.id;
    const page = new DOMParser().parseFromString(await (await fetch(form.action, { method: 'POST', body: data })).text(), 'text/html');
    cart.replaceChildren(...$('#cart', page).childNodes);
    $$('[data-cart-count]').forEach(badge => { badge.textContent = $('[data-cart-count]', page).textContent; });
    if (focus) document.getElementById(focus)?.focus();
  };
  if (cart && !flaw('cart-total-recalculates')) {
    cart.addEventListener('change', event => { if (event.target.name === 'count') send(event.target.form); });
    cart.addEventListener('submit', event => {
      if (!event.target.dataset.live) return;
      event.preventDefault();
      send(event.target, event.submitter?.name ? [event.submitter.name, event.submitter.value] : null);
    });
  }

  // Whoever wants to can read what they type.
  $$('[data-show]').forEach(button => button.addEventListener('click', () => {
    const field = document.getElementById(button.dataset.show), shown = field.type === 'text';
    field.type = shown ? 'password' : 'text';
    button.setAttribute('aria-pressed', String(!shown));
  }));

  // What is declined is gone, and an answer about cookies is remembered.
  const banner = $('#consent');
  if (banner) {
    banner.hidden = sessionStorage.getItem('consent') === '1';
    banner.addEventListener('click', event => { if (event.target.dataset.dismiss) sessionStorage.setItem('consent', '1'); });
  }
  $$('[data-dismiss]').forEach(button => button.addEventListener('click', () => { document.getElementById(button.dataset.dismiss).hidden = true; }));

  // A person, or at least a quick answer.
  const chat = $('#chat');
  if (chat) {
    const openers = $$('.chat-open'), log = $('.log', chat), input = $('input', chat);
    const line = (text, me) => { const p = document.createElement('p'); p.textContent = text; p.className = me ? 'me' : ''; log.append(p); log.scrollTop = log.scrollHeight; };
    const ask = async text => { if (!text.trim()) return; line(text, true); input.value = ''; line((await (await fetch('/chat', { method: 'POST', body: new URLSearchParams({ text }) })).json()).reply); };
    const turn = open => { chat.hidden = !open; openers.forEach(button => button.setAttribute('aria-expanded', open)); open ? input.focus() : openers[0].focus(); };
    openers.forEach(button => button.addEventListener('click', () => turn(chat.hidden)));
    $('.chat-close', chat).addEventListener('click', () => turn(false));
    chat.addEventListener('keydown', event => { if (event.key === 'Escape') turn(false); });
    $('form', chat).addEventListener('submit', event => { event.preventDefault(); ask(input.value); });
    $('.person', chat)?.addEventListener('click', event => ask(event.target.textContent));
  }
})();
