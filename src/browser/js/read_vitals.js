async function (frames) {
  // Entries are handed over after the frame that they belong to.
  for (let i = 0; i < frames; i++) {
    await new Promise((done) => {
      const timer = setTimeout(done, 100);
      requestAnimationFrame(() => setTimeout(() => { clearTimeout(timer); done(); }, 0));
    });
  }
  await new Promise((done) => setTimeout(done, 0));
  globalThis.__cartwalk?.flush?.();
  const vitals = globalThis.__cartwalkVitals ?? {};
  const fcp = vitals.fcp ?? 0;
  let blocking = 0;
  for (const [start, duration] of globalThis.__cartwalk?.longTasks ?? []) {
    // Only what lies after the first contentful paint keeps a shopper waiting.
    const late = Math.min(duration, start + duration - fcp);
    if (late > 50) blocking += late - 50;
  }
  return { ...vitals, blocking, observed: Boolean(globalThis.__cartwalk) };
}
