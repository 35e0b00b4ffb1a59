// A shop of so many static pages: each links to the next twenty of a tree and has a menu.

export const FANOUT = 20;

/** One page of `bytes` bytes. */
export function page(index, count, bytes) {
  const links = [];
  for (let at = index * FANOUT + 1; at <= index * FANOUT + FANOUT && at < count; at++) {
    links.push(`<li><a href="${name(at)}"><img src="/i/${at}.webp" alt="" width="80" height="80">Stoneware mug ${at}</a> <span class="price">£${10 + (at % 90)}.00</span></li>`);
  }
  const head = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Stoneware mug ${index} | Example Shop</title>`
    + `<meta name="description" content="Mug ${index}"><link rel="canonical" href="${name(index)}"><style>p{margin:1em}</style></head>`
    + `<body><header><nav><a href="/">Home</a> <a href="${name(1)}">Mugs</a> <a href="${name(2)}">Bowls</a></nav></header>`
    + `<main><h1>Stoneware mug ${index}</h1><p class="price">£${10 + (index % 90)}.00 incl. VAT</p><form action="/cart" method="post"><button>Add to basket</button></form><ul>${links.join('')}</ul>`;
  const foot = '</main><footer>Example Shop Ltd, 1 Example Street, London SW1A 1AA. Tel. 020 7946 0000. help@shop.example</footer></body></html>';
  const sentence = `<p>Mug ${index} keeps tea warm for longer than expected. Delivery £3.99 within three working days; free returns within 30 days.</p>`;
  const room = Math.max(0, bytes - head.length - foot.length);
  return head + sentence.repeat(Math.floor(room / sentence.length)) + ' '.repeat(room % sentence.length) + foot;
}

export function name(index) {
  return index === 0 ? '/' : `/p/${index % 100}/mug-${index}.html`;
}
