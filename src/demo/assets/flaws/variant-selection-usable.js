// A colour must be chosen, nothing says so, and nothing shows which one was.
document.querySelectorAll('form[data-colours]').forEach((form) => {
  const chosen = form.querySelector('input[name=colour]');
  form.querySelectorAll('[data-colour]').forEach((part) => part.addEventListener('click', () => { chosen.value = part.dataset.colour; }));
  form.addEventListener('submit', (event) => {
    if (chosen.value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, { capture: true });
});
