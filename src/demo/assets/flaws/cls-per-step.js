addEventListener('load', () => setTimeout(() => {
  const late = document.createElement('p');
  late.className = 'note';
  late.style.height = '420px';
  late.textContent = document.documentElement.lang === 'ja' ? 'お知らせ:新しい季節の品が届きました。' : 'News: the pieces of the new season are here.';
  document.querySelector('main .wrap').prepend(late);
}, 600));
