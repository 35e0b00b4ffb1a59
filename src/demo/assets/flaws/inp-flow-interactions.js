// Keeps the main thread busy whenever something is pressed.
addEventListener('click', () => { const end = performance.now() + 750; while (performance.now() < end); }, true);
