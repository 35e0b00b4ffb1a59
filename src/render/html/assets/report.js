// The page works without this script; with it, languages and themes switch, findings
// are filtered, and a link into something closed opens it.
(() => {
  'use strict';
  const root = document.documentElement;
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  root.classList.add('scripted');

  const speak = (language) => {
    root.lang = language;
    for (const element of all('[data-en]')) {
      const text = element.dataset[language];
      if (element.tagName === 'OPTION' || element.tagName === 'TITLE') element.textContent = text;
      else element.setAttribute('aria-label', text);
    }
    for (const button of all('[data-lang]')) {
      button.setAttribute('aria-pressed', String(button.dataset.lang === language));
    }
  };
  for (const button of all('[data-lang]')) {
    button.addEventListener('click', () => speak(button.dataset.lang));
  }

  const theme = document.querySelector('[data-theme-switch]');
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : system.matches);
  const tell = () => theme.setAttribute('aria-pressed', String(isDark()));
  theme.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    tell();
  });
  system.addEventListener('change', tell);
  tell();

  // A link may lead into something closed, filtered out or folded away.
  const reveal = () => {
    let name = location.hash.slice(1);
    try { name = decodeURIComponent(name); } catch { return; }
    const target = name && document.getElementById(name);
    if (!target) return;
    if (target.closest('[hidden]') && reset) reset();
    for (let at = target; at; at = at.parentElement) {
      if (at.tagName === 'DETAILS') at.open = true;
    }
    // Twice: what comes into view on the way takes its real size.
    target.scrollIntoView({ block: 'start' });
    requestAnimationFrame(() => requestAnimationFrame(() => target.scrollIntoView({ block: 'start' })));
    for (const marked of all('.is-target')) marked.classList.remove('is-target');
    target.classList.add('is-target');
  };
  window.addEventListener('hashchange', reveal);
  document.addEventListener('click', (event) => {
    const link = event.target.closest && event.target.closest('a[href^="#"]');
    if (link && link.hash === location.hash) reveal();
  });

  for (const button of all('[data-shows]')) {
    const part = document.getElementById(button.dataset.shows);
    const show = (on) => {
      part.hidden = !on;
      button.setAttribute('aria-expanded', String(on));
    };
    show(false);
    button.addEventListener('click', () => show(part.hidden));
  }

  let reset = null;
  const selects = all('[data-filter]');
  if (selects.length) {
    const text = document.getElementById('filter-text');
    const count = document.getElementById('filter-count');
    const none = document.getElementById('no-finding');
    const groups = all('.group').map((group) => ({
      group,
      rules: all('.rule', group).map((rule) => ({
        rule,
        words: rule.textContent.toLowerCase(),
        items: all('.item', rule).map((item) => ({ item, words: item.textContent.toLowerCase() })),
      })),
    }));
    const apply = () => {
      const want = Object.fromEntries(selects.map((select) => [select.dataset.filter, select.value]));
      const words = text.value.trim().toLowerCase();
      const filtered = Boolean(words) || Object.values(want).some(Boolean);
      const fits = (wanted, value) => !wanted || wanted === value;
      let shown = 0;
      for (const { group, rules } of groups) {
        let kept = 0;
        for (const { rule, words: ruleWords, items } of rules) {
          const ruleFits = fits(want.group, group.dataset.group) && fits(want.severity, rule.dataset.severity)
            && (!words || ruleWords.includes(words));
          let inRule = 0;
          for (const { item } of items) {
            const on = ruleFits && fits(want.device, item.dataset.device)
              && fits(want.step, item.dataset.step) && fits(want.certainty, item.dataset.certainty);
            item.hidden = !on;
            if (on) inRule += 1;
          }
          rule.hidden = !inRule;
          kept += inRule;
        }
        group.hidden = filtered && !kept;
        shown += kept;
      }
      count.textContent = String(shown);
      none.hidden = shown > 0;
    };
    reset = () => {
      for (const select of selects) select.value = '';
      text.value = '';
      apply();
    };
    for (const select of selects) select.addEventListener('change', apply);
    let soon = 0;
    text.addEventListener('input', () => {
      clearTimeout(soon);
      soon = setTimeout(apply, 120);
    });
    document.getElementById('filter-reset').addEventListener('click', reset);
    apply();
  }

  // A rule's findings as a ticket in Markdown: those that are shown, in the language that is
  // shown. What a store wrote opens neither a link nor a mention there.
  const MARKS = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '@': '&#64;&#8203;' };
  const escape = (text) => text
    .replace(/[&<>@\\`*_{}[\]#|!~$]/g, (mark) => MARKS[mark] || '\\' + mark)
    .replace(/:\/\//g, ':&#47;&#47;').replace(/www\./g, 'www&#46;');
  const words = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return escape(node.data);
    if (!node.matches || node.matches('.anchor, .unseen, .source, [hidden]')) return '';
    if (node.matches('.en, .ja') && node.lang !== root.lang) return '';
    // An address of the store stands whole: a ticket is read elsewhere.
    if (/^https?:/.test(node.href || '')) return '<' + node.href.replace(/[<>\s]/g, encodeURIComponent) + '>';
    if (node.tagName === 'CODE') return '`' + node.textContent.replace(/`/g, "'") + '`';
    return Array.from(node.childNodes, words).join('');
  };
  const line = (selector, within) => {
    const found = within.querySelector(selector);
    return found ? words(found).replace(/\s+/g, ' ').trim() : '';
  };
  const ticket = (rule) => {
    const items = all('.item:not([hidden])', rule);
    const places = items.slice(0, 30).map((item) => {
      const place = line('.place', item).replace(/[\s·]+$/, '');
      return '- ' + line('.message', item) + (place ? ' (' + place + ')' : '');
    });
    if (items.length > places.length) places.push('- … (+' + (items.length - places.length) + ')');
    const fixes = all('div.fix li', rule).map((fix) => '- ' + words(fix).trim());
    return [
      '## ' + line('.rule-title', rule), line('.severity', rule) + ' · `' + rule.id + '`',
      places.join('\n'), line('.why', rule),
      fixes.length ? line('div.fix > b', rule) + '\n\n' + fixes.join('\n') : line('p.fix', rule),
    ].filter(Boolean).join('\n\n') + '\n';
  };
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement('textarea');
      area.value = text;
      area.className = 'unseen';
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
    }
  };
  for (const button of all('[data-copy]')) {
    button.addEventListener('click', async () => {
      await copy(ticket(button.closest('.rule')));
      button.focus();
      const done = button.parentElement.querySelector('.copied > span');
      done.hidden = false;
      setTimeout(() => { done.hidden = true; }, 4000);
    });
  }

  // Paper cannot be opened: what is closed would be lost.
  let closed = [];
  window.addEventListener('beforeprint', () => {
    closed = all('details:not([open])');
    for (const part of closed) part.open = true;
  });
  window.addEventListener('afterprint', () => {
    for (const part of closed) part.open = false;
  });

  const here = all('.shell > .contents a');
  if ('IntersectionObserver' in window && here.length) {
    const links = new Map(here.map((link) => [link.hash.slice(1), link]));
    const watch = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        for (const link of here) link.removeAttribute('aria-current');
        const link = links.get(entry.target.id);
        if (link) link.setAttribute('aria-current', 'location');
      }
    }, { rootMargin: '-10% 0px -80% 0px' });
    for (const id of links.keys()) {
      const part = document.getElementById(id);
      if (part) watch.observe(part);
    }
  }

  if (location.hash) reveal();
})();
