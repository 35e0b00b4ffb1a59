// The payment provider's side of a card payment. Nothing typed here leaves the frame: a token does.
(() => {
  const parent = document.body.dataset.parent;
  const flaws = (document.body.dataset.flaws || '').split(' '), flaw = id => flaws.includes(id);
  const [number, expiry, code] = ['number', 'expiry', 'code'].map(id => document.getElementById(id));
  const digits = text => text.normalize('NFKC').replace(/\D/g, '');
  const words = JSON.parse(document.getElementById('words').textContent);
  const luhn = text => [...text].reverse().reduce((sum, d, i) => sum + (i % 2 ? (d * 2 > 9 ? d * 2 - 9 : d * 2) : +d), 0) % 10 === 0;
  const group = text => (/^3[47]/.test(text) ? [4, 10, 15] : [4, 8, 12, 16, 19]).reduce(([parts, from], to) => [text.slice(from, to) ? [...parts, text.slice(from, to)] : parts, to], [[], 0])[0].join(' ');
  const rules = {
    number: v => !v ? 'empty' : v.length < 13 ? 'short' : !luhn(v) || v.length > 19 ? 'luhn' : '',
    expiry: v => {
      if (!v) return 'empty';
      const m = v.match(/^(0[1-9]|1[0-2])(\d\d|20\d\d)$/);
      if (!m) return v.length < 4 ? 'short' : 'shape';
      return new Date(2000 + (m[2] % 100), +m[1], 1) < new Date() ? 'past' : '';
    },
    code: v => !v ? 'empty' : v.length < 3 || v.length > 4 ? 'shape' : '',
  };
  const clean = field => {
    const v = digits(field.value);
    return field === expiry && /^[2-9]/.test(v) ? '0' + v : v;
  };
  const show = (field, key) => {
    document.getElementById(field.id + '-error').textContent = key ? words[field.id + '.' + key] : '';
    key ? field.setAttribute('aria-invalid', 'true') : field.removeAttribute('aria-invalid');
  };
  const tidy = field => {
    const v = clean(field);
    if (field === number && !flaw('card-number-spaces-and-grouping')) field.value = group(v);
    if (field === expiry && /^\d{4}$|^\d{6}$/.test(v)) field.value = v.slice(0, 2) + ' / ' + v.slice(-2);
    if (field === code) field.value = v;
  };
  const judge = field => {
    if (flaw('expiry-format-tolerance') && field === expiry && !rules.expiry(clean(field)) && !/^\d\d ?\/ ?\d\d$/.test(field.value)) return 'stroke';
    if (flaw('card-number-spaces-and-grouping') && field === number && /[\s-]/.test(field.value)) return 'blanks';
    tidy(field);
    return rules[field.id](clean(field));
  };
  [number, expiry, code].forEach((field, at, all) => {
    field.addEventListener('blur', () => { if (field.value) show(field, judge(field)); });
    field.addEventListener('input', event => {
      const end = field.selectionStart === field.value.length;
      if (field === number && end && !flaw('card-number-spaces-and-grouping') && !event.isComposing && !(event.inputType || '').startsWith('delete')) field.value = group(clean(field));
      if (field.hasAttribute('aria-invalid') && !rules[field.id](clean(field))) show(field, '');
    });
    if (flaw('paste-allowed')) field.addEventListener('paste', event => event.preventDefault());
    field.addEventListener('keydown', event => { if (event.key === 'Enter' && !event.isComposing) (all[at + 1] || field).focus(); });
  });
  const size = () => window.parent.postMessage({ height: document.documentElement.offsetHeight }, parent);
  new ResizeObserver(size).observe(document.documentElement);
  addEventListener('message', event => {
    if (event.origin !== parent || event.data?.ask !== 'token') return;
    const all = [number, expiry, code], answer = data => window.parent.postMessage(data, parent);
    if (event.data.spare && all.every(field => !field.value)) return answer({ state: 'ok', token: 'kept', last4: '' });
    const bad = all.filter(field => { const key = judge(field); show(field, key); return key; });
    if (bad.length) { bad[0].focus(); return answer({ state: 'invalid' }); }
    const pan = clean(number);
    // The test number that every provider declines.
    if (pan === '4000000000000002') return answer({ state: 'declined' });
    answer({ state: 'ok', token: 'tok_' + crypto.getRandomValues(new Uint32Array(4)).join(''), last4: pan.slice(-4) });
  });
})();
