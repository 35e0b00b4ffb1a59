document.querySelectorAll('[data-toggle]').forEach(part => part.addEventListener('click', () => part.classList.toggle('on')));
