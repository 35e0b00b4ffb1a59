// Covers the page two seconds after arrival; its only way out is small.
if (!location.pathname.startsWith('/checkout')) setTimeout(() => {
  const ja = document.documentElement.lang === 'ja';
  const layer = document.createElement('div');
  layer.className = 'flaw-layer';
  layer.setAttribute('role', 'dialog');
  layer.setAttribute('aria-modal', 'true');
  const text = document.createElement('p');
  text.textContent = ja ? 'メールマガジンに登録しませんか?' : 'Join our newsletter!';
  const close = document.createElement('button');
  close.type = 'button';
  close.textContent = '×';
  close.setAttribute('aria-label', ja ? '閉じる' : 'Close');
  close.onclick = () => layer.remove();
  layer.append(close, text);
  document.body.append(layer);
}, 2000);
