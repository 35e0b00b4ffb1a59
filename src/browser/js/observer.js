// Watches a top document from our own isolated world: long tasks and the first
// visible reaction to an input. It waits for events, touches nothing, and asks
// for layout only while an input waits for its reaction.
(() => {
  if (window !== window.top || globalThis.__cartwalk) return;
  const state = (globalThis.__cartwalk = { longTasks: [], ours: [], flush: null });
  const tell = (kind, values) => {
    try {
      globalThis.cartwalkTell(JSON.stringify({ kind, ...values }));
    } catch {
      // The line is down; nothing to tell then.
    }
  };
  const wall = (t) => performance.timeOrigin + t;
  const MAX_TASKS = 2000;

  // A page that loads many resources would lose the later ones.
  performance.setResourceTimingBufferSize(5000);

  // What we keep the page busy with ourselves is no task of the store's.
  const isOurs = ({ startTime, duration }) =>
    state.ours.some(([from, to]) => startTime < to && startTime + duration > from);
  const takeTasks = (entries) => {
    for (const entry of entries) {
      if (isOurs(entry)) continue;
      if (state.longTasks.length < MAX_TASKS) {
        state.longTasks.push([entry.startTime, entry.duration]);
      }
      tell('task', { start: wall(entry.startTime), end: wall(entry.startTime + entry.duration) });
    }
  };
  const tasks = new PerformanceObserver((list) => takeTasks(list.getEntries()));
  try {
    tasks.observe({ type: 'longtask', buffered: true });
  } catch {
    // Not supported here: the network decides alone.
  }
  // Which scripts ran in long frames, and navigations that swap no document.
  const observe = (type, take, more) => {
    try {
      const observer = new PerformanceObserver((list) => list.getEntries().forEach(take));
      observer.observe({ type, buffered: true, ...more });
    } catch {
      // Not supported here: nothing is told of it.
    }
  };
  let told = 0;
  observe('long-animation-frame', (frame) => {
    for (const script of frame.scripts ?? []) {
      if (!/^https?:/.test(script.sourceURL) || told >= MAX_TASKS) continue;
      told += 1;
      tell('script', { at: wall(script.startTime), url: script.sourceURL, ms: script.duration });
    }
  });
  // Each press and key that took a frame or longer to show. One interaction has several events: the
  // slowest counts, as for INP.
  const named = (node) => {
    if (!(node instanceof Element)) return '';
    const name = node.id ? `#${node.id}` : node.getAttribute('name') ? `[name="${node.getAttribute('name')}"]` : '';
    return `${node.localName}${name}`.slice(0, 120);
  };
  let interactions = 0;
  observe('event', (entry) => {
    if (!entry.interactionId || interactions >= MAX_TASKS) return;
    interactions += 1;
    tell('interaction', {
      id: `${performance.timeOrigin} ${entry.interactionId}`,
      at: wall(entry.startTime),
      type: entry.name.startsWith('key') ? 'key' : 'press',
      target: named(entry.target),
      ms: entry.duration,
      delay: entry.processingStart - entry.startTime,
      work: entry.processingEnd - entry.processingStart,
    });
  }, { durationThreshold: 16 });
  observe('soft-navigation', (entry) => tell('soft-navigation', { at: wall(entry.startTime) }));

  // Called before a page is declared quiet: hands over what is still queued.
  state.flush = () => {
    takeTasks(tasks.takeRecords());
    return document.readyState;
  };

  let watch = null;
  const shown = (node) => {
    const element = node instanceof Element ? node : node?.parentElement;
    if (!element) return false;
    const box = element.getBoundingClientRect();
    return (
      box.width > 0 &&
      box.height > 0 &&
      box.bottom > 0 &&
      box.right > 0 &&
      box.top < innerHeight &&
      box.left < innerWidth
    );
  };
  const changed = () => {
    if (!watch) return;
    watch.stop();
    // The frame after the next animation callback is the one that shows it.
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => tell('feedback', { at: wall(performance.now()) });
      channel.port2.postMessage(0);
    });
  };
  const arm = () => {
    if (watch) watch.stop();
    let looked = 0;
    const seen = new MutationObserver((records) => {
      for (const record of records) {
        if (looked++ > 400) return;
        const touched = record.type === 'childList'
          ? [...record.addedNodes, ...(record.removedNodes.length ? [record.target] : [])]
          : [record.target];
        if (touched.slice(0, 20).some(shown)) {
          changed();
          return;
        }
      }
    });
    seen.observe(document, {
      subtree: true, childList: true, characterData: true, attributes: true,
      attributeFilter: ['class', 'style', 'hidden', 'open', 'disabled', 'src', 'value',
        'aria-busy', 'aria-expanded', 'aria-hidden', 'aria-disabled', 'aria-invalid'],
    });
    const timer = setTimeout(() => watch?.stop(), 10000);
    watch = {
      stop() {
        seen.disconnect();
        clearTimeout(timer);
        watch = null;
      },
    };
  };
  for (const type of ['pointerdown', 'keydown']) {
    addEventListener(type, (event) => event.isTrusted && arm(), { capture: true, passive: true });
  }
  for (const type of ['input', 'change', 'invalid', 'scroll', 'toggle']) {
    addEventListener(type, () => watch && changed(), { capture: true, passive: true });
  }
})();
