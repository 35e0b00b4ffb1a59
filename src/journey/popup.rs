//! Windows that a page opens to have an address searched in, as many older shops do: they are shown in a
//! layer over the page while the shopper searches, because a walk looks at one page.
//!
//! What stands in such a window finds the page that opened it, and closing it takes the layer away. A
//! window of another store's is left as it is.

use crate::browser::BrowserError;
use crate::journey::traveller::{Halt, Traveller};

/// Shows windows of the page's own origin in a layer.
///
/// Each document of the layer is a new window: it is told its opener when it is loaded.
const SHOW: &str = "function () {
  const kept = Symbol.for('cartwalk.windows');
  if (window[kept]) return;
  const open = window.open;
  const layers = [];
  window[kept] = { open, layers };
  window.open = function (url, name) {
    let to = null;
    try { to = url ? new URL(url, document.baseURI) : null; } catch { return open.apply(window, arguments); }
    if (to && to.origin !== location.origin) return open.apply(window, arguments);
    const layer = document.createElement('iframe');
    if (name && !String(name).startsWith('_')) layer.name = name;
    layer.style.cssText = 'position:fixed;left:0;top:0;width:100%;height:100%;z-index:2147483647;border:0;background:#fff';
    const adopt = () => {
      try {
        layer.contentWindow.opener = window;
        layer.contentWindow.close = () => layer.remove();
      } catch { /* it went elsewhere */ }
    };
    layer.addEventListener('load', adopt);
    document.body.append(layer);
    layers.push(layer);
    adopt();
    if (to) layer.src = to.href;
    return layer.contentWindow;
  };
}";

/// Takes the layers away and lets the page open windows again.
const END: &str = "function () {
  const kept = Symbol.for('cartwalk.windows');
  if (!window[kept]) return;
  for (const layer of window[kept].layers) layer.remove();
  window.open = window[kept].open;
  delete window[kept];
}";

impl Traveller<'_> {
    /// Shows the windows that the page opens from now on in a layer.
    pub(super) fn show_windows(&mut self) -> Result<(), Halt> {
        self.in_the_page(SHOW)
    }

    /// Ends it; what is still open is closed.
    pub(super) fn close_windows(&mut self) -> Result<(), Halt> {
        self.in_the_page(END)
    }

    fn in_the_page(&mut self, script: &str) -> Result<(), Halt> {
        match self.visit.call_main(0, script, &[]) {
            Ok(_) | Err(BrowserError::Script { .. }) => Ok(()),
            Err(error) if error.page_moved_on() => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}
