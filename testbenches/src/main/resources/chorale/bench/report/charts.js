'use strict';
// What the sections are drawn with: elements, numbers, bytes, colours, and the note at the pointer.
const NS = 'http://www.w3.org/2000/svg';

function el(name, attributes, ...children) {
  const e = document.createElement(name);
  set(e, attributes);
  e.append(...children);
  return e;
}

function svg(name, attributes, ...children) {
  const e = document.createElementNS(NS, name);
  set(e, attributes);
  e.append(...children);
  return e;
}

function set(e, attributes) {
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key === 'tip') {
      e.addEventListener('pointermove', (event) => tip(event, typeof value === 'function' ? value() : value));
      e.addEventListener('pointerleave', untip);
    } else {
      e.setAttribute(key, value);
    }
  }
}

function tip(event, text) {
  const t = document.getElementById('tip');
  t.textContent = text;
  t.hidden = false;
  const box = t.getBoundingClientRect();
  t.style.left = Math.max(4, Math.min(event.clientX + 14, innerWidth - box.width - 8)) + 'px';
  t.style.top = Math.max(4, event.clientY + 18 + box.height > innerHeight ? event.clientY - box.height - 10 : event.clientY + 18) + 'px';
}

function untip() {
  document.getElementById('tip').hidden = true;
}

const whole = (n) => Math.round(n).toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',');
const percent = (share) => (100 * share).toFixed(1) + ' %';

function short(n) {
  const units = ['', 'k', 'M', 'G', 'T'];
  let i = 0;
  while (Math.abs(n) >= 1000 && i < units.length - 1) {
    n /= 1000;
    i++;
  }
  return (n >= 100 || n === Math.round(n) ? Math.round(n) : n.toPrecision(3)) + (units[i] ? ' ' + units[i] : '');
}

// Shares of 255 in base64.
function bytes(text) {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
}

function heat(share) {
  const from = rgb(colour('heat0'));
  const to = rgb(colour('heat1'));
  const at = Math.max(0, Math.min(1, share));
  return 'rgb(' + from.map((f, i) => Math.round(f + (to[i] - f) * at)).join(',') + ')';
}

function rgb(hex) {
  return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
}

// Round numbers between 0 and max, about so many.
function ticks(max, about) {
  const raw = max / about;
  const power = Math.pow(10, Math.floor(Math.log10(raw)));
  const step = [1, 2, 5, 10].map((f) => f * power).find((s) => s >= raw);
  const all = [];
  for (let t = 0; t <= max * 1.0001; t += step) {
    all.push(t);
  }
  return all;
}

function legend(entries) {
  return el('div', { class: 'legend' }, ...entries.map(([name, text]) =>
    el('span', {}, el('i', { style: 'background:var(--' + name + ')' }), text)));
}

function table(heads, rows) {
  const cell = (name, value) => {
    const isText = Array.isArray(value);
    return el(name, isText ? { class: value[1] || 'text' } : {}, isText ? value[0] : value);
  };
  return el('div', { class: 'scroll' }, el('table', {},
    el('thead', {}, el('tr', {}, ...heads.map((h) => cell('th', h)))),
    el('tbody', {}, ...rows.map((r) => el('tr', {}, ...r.map((c) => cell('td', c)))))));
}

// A drawing that can be wider than the window.
function drawing(width, height, label, least) {
  const s = svg('svg', { viewBox: '0 0 ' + width + ' ' + height, role: 'img', 'aria-label': label });
  if (least) {
    s.style.minWidth = least + 'px';
  }
  return s;
}

function label(x, y, text, attributes) {
  return svg('text', Object.assign({ x: x, y: y }, attributes), text);
}
