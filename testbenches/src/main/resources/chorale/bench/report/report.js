const run = JSON.parse(document.getElementById('data').textContent);
const body = (id) => document.querySelector('#' + id + ' .body');
const seconds = (cycles) => cycles / (run.clockGhz * 1e9);
const redraws = [];

function head() {
  const holds = run.violations.length === 0;
  const theme = el('button', { type: 'button', id: 'theme' }, 'Light / dark');
  theme.addEventListener('click', () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
    redraws.forEach((r) => r());
  });
  const tile = (value, text, mark) => el('div', {}, el('b', mark ? { class: mark } : {}, value), el('span', {}, text));
  const chiplets = run.groups * run.perGroup - run.disabled.length;
  document.getElementById('head').append(
    el('div', { class: 'top' }, el('h1', {}, run.name), theme),
    el('p', {}, run.model + ' (' + run.scale + '); ' + whole(run.tokens) + ' tokens of layer ' + run.layer + ', top-' + run.topK +
      ' of ' + run.experts.length + ' experts, ' + chiplets + ' chiplets with arrays of ' + run.array + ', ' + run.groups + ' memories ' + run.memory),
    el('div', { class: 'verdict' },
      tile(holds ? 'All bounds hold' : run.violations.length + ' violated', holds ? 'every pair arrived and returned once' : run.violations[0], holds ? 'good' : 'bad'),
      tile(run.ratio.toFixed(3), 'cycles / lower bound'),
      tile(whole(run.total), 'cycles, ' + (1e6 * seconds(run.total)).toFixed(1) + ' µs at ' + run.clockGhz + ' GHz'),
      tile(whole(run.lower), 'lower bound, cycles'),
      tile(run.binds, 'what binds')));
}

function phases() {
  const most = Math.max(...run.phases.map((p) => Math.max(p.cycles, p.lower)));
  const bar = (p) => {
    const s = drawing(300, 16, p.name + ': ' + p.cycles + ' cycles, lower bound ' + p.lower);
    s.setAttribute('preserveAspectRatio', 'none');
    s.setAttribute('height', 16);
    set(s, { tip: p.name + '\n' + whole(p.cycles) + ' cycles\n' + whole(p.lower) + ' lower bound\n' + whole(p.upper) + ' upper bound' });
    const x = (c) => 298 * c / most;
    s.append(
      svg('rect', { x: 0, y: 3, width: 300, height: 10, rx: 2, fill: 'var(--free)' }),
      svg('rect', { x: 0, y: 3, width: x(p.cycles), height: 10, rx: 2, fill: 'var(--busy)' }),
      svg('rect', { x: x(p.lower), y: 0, width: 2, height: 16, fill: 'var(--bound)' }));
    return s;
  };
  const row = (p) => [[p.name], whole(p.cycles), whole(p.lower), (p.cycles / p.lower).toFixed(3), whole(p.upper), whole(p.fast),
    (100 * (p.fast - p.cycles) / p.cycles).toFixed(2) + ' %', [bar(p), 'bar'], [p.binds]];
  body('phases').append(
    legend([['busy', 'done at cycle'], ['bound', 'lower bound']]),
    table([['phase'], 'cycles', 'lower bound', 'ratio', 'upper bound', 'fast model', 'its error', ['', 'text'], ['what binds']], run.phases.map(row)));
  run.violations.forEach((v) => body('phases').append(el('p', { class: 'bad' }, 'VIOLATED: ' + v)));
  progress();
}

function progress() {
  const width = 1100, height = 230, left = 46, bottom = 34, top = 10;
  const s = drawing(width, height, 'Share of tokens through each phase by cycle', 520);
  const x = (c) => left + (width - left - 14) * c / run.cycles;
  const y = (share) => top + (height - top - bottom) * (1 - share);
  for (const t of ticks(run.cycles, 8)) {
    s.append(svg('line', { x1: x(t), x2: x(t), y1: top, y2: height - bottom, stroke: 'var(--grid)' }),
      label(x(t), height - bottom + 16, short(t), { 'text-anchor': 'middle', class: 'soft' }));
  }
  for (const t of [0, 0.5, 1]) {
    s.append(svg('line', { x1: left, x2: width - 14, y1: y(t), y2: y(t), stroke: 'var(--grid)' }),
      label(left - 6, y(t) + 4, 100 * t + ' %', { 'text-anchor': 'end', class: 'soft' }));
  }
  s.append(label((left + width) / 2, height - 4, 'cycle', { 'text-anchor': 'middle', class: 'soft' }));
  const curves = [['delivered', 'a', 'tokens delivered'], ['weights', 'b', 'matrices loaded'], ['computed', 'c', 'tokens computed'], ['combined', 'd', 'tokens added up']];
  const data = curves.map(([key]) => bytes(run.progress[key]));
  curves.forEach(([, name], k) => {
    const points = Array.from(data[k], (v, i) => x(run.cycles * i / (data[k].length - 1)).toFixed(1) + ',' + y(v / 255).toFixed(1));
    s.append(svg('polyline', { points: points.join(' '), fill: 'none', stroke: 'var(--' + name + ')', 'stroke-width': 2 }));
  });
  s.append(svg('line', { x1: x(run.lower), x2: x(run.lower), y1: top, y2: height - bottom, stroke: 'var(--bound)', 'stroke-dasharray': '4 3' }),
    label(x(run.lower) - 6, height - bottom - 8, 'lower bound', { 'text-anchor': 'end' }));
  s.addEventListener('pointermove', (event) => {
    const box = s.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width * width - left) / (width - left - 14);
    if (at >= 0 && at <= 1) {
      const i = Math.round(at * (data[0].length - 1));
      tip(event, 'cycle ' + whole(at * run.cycles) + '\n' + curves.map(([, , text], k) => percent(data[k][i] / 255) + ' ' + text).join('\n'));
    }
  });
  s.addEventListener('pointerleave', untip);
  body('phases').append(el('p', {}), legend(curves.map(([, name, text]) => [name, text])), el('div', { class: 'scroll' }, s));
}

function timeline() {
  const engines = [...new Set(run.rows.map((r) => r.engine))];
  run.rows.forEach((r, i) => {
    r.parts = ['busy', 'blocked', 'waiting'].map((s) => bytes(r[s + 'Parts']));
    r.spans = run.spans.filter((s) => s[0] === i);
  });
  const canvas = el('canvas', { tabindex: 0, 'aria-label': 'Timeline of all engines' });
  const frame = el('div', { class: 'frame' }, canvas);
  const view = { from: 0, to: run.cycles, engine: 'all' };
  const rowHeight = 17, axis = 24, gap = 6;
  let left = 150;
  // Engines that never had a command are shown on request only.
  const shown = () => run.rows.filter((r) => view.engine === 'all' ? r.busy + r.blocked + r.waiting > 0 : r.engine === view.engine);

  function draw() {
    const rows = shown();
    const width = Math.max(280, frame.clientWidth);
    left = width < 560 ? 96 : 150;
    let y = axis;
    let node = '';
    rows.forEach((r) => {
      y += view.engine === 'all' && node && node !== r.node ? gap : 0;
      node = r.node;
      r.y = y;
      y += rowHeight;
    });
    const height = y + 4;
    const scale = window.devicePixelRatio || 1;
    canvas.width = width * scale;
    canvas.height = height * scale;
    canvas.style.height = height + 'px';
    const c = canvas.getContext('2d');
    c.scale(scale, scale);
    c.font = '11px system-ui, "Segoe UI", "DejaVu Sans", sans-serif';
    c.textBaseline = 'middle';
    const x = (cycle) => left + (width - left - 6) * (cycle - view.from) / (view.to - view.from);
    const ink = colour('ink'), soft = colour('soft'), grid = colour('grid'), free = colour('free');
    const states = ['busy', 'blocked', 'waiting'].map(colour);
    for (const t of ticks(run.cycles, Math.max(3, (width - left) / 90) * run.cycles / (view.to - view.from))) {
      if (t >= view.from && t <= view.to && x(t) < width - 24) {
        c.fillStyle = grid;
        c.fillRect(x(t), axis - 4, 1, height);
        c.fillStyle = soft;
        c.textAlign = 'center';
        c.fillText(short(t), Math.max(left + 10, x(t)), axis / 2);
      }
    }
    rows.forEach((r, i) => {
      const first = view.engine !== 'all' || i === 0 || rows[i - 1].node !== r.node;
      c.textAlign = 'left';
      c.fillStyle = ink;
      if (first) {
        c.fillText(r.node.replace('chiplet_', width < 560 ? 'c' : 'chiplet ').replace('memory_', width < 560 ? 'm' : 'memory ').replace('attention', width < 560 ? 'att.' : 'attention'), 4, r.y + rowHeight / 2);
      }
      c.fillStyle = soft;
      c.textAlign = 'right';
      c.fillText(r.engine, left - 6, r.y + rowHeight / 2);
      const tall = rowHeight - 3;
      c.fillStyle = free;
      c.fillRect(left, r.y, width - left - 6, tall);
      const n = run.parts;
      for (let p = Math.max(0, Math.floor(view.from / run.cycles * n)); p < Math.min(n, Math.ceil(view.to / run.cycles * n)); p++) {
        const a = Math.max(left, x(run.cycles * p / n)), b = Math.min(width - 6, x(run.cycles * (p + 1) / n));
        let base = r.y + tall;
        for (let s = 0; s < 3; s++) {
          const h = Math.min(base - r.y, tall * r.parts[s][p] / 255);
          c.fillStyle = states[s];
          c.fillRect(a, base - h, b - a + 0.5, h);
          base -= h;
        }
      }
      for (const s of r.spans) {
        const a = x(s[3]), b = x(s[4]);
        if (b < left || a > width - 6) {
          continue;
        }
        c.fillStyle = ink;
        if (a >= left) {
          c.fillRect(a, r.y, 1, tall);
        }
        const text = s[1] < 0 ? s[2] : 'e' + s[1] + ' ' + s[2];
        const from = Math.max(a, left);
        if (s[1] >= 0 && Math.min(b, width - 6) - from > c.measureText(text).width + 8) {
          c.textAlign = 'left';
          c.lineWidth = 3;
          c.strokeStyle = colour('card');
          c.strokeText(text, from + 4, r.y + tall / 2);
          c.fillText(text, from + 4, r.y + tall / 2);
        }
      }
    });
  }

  const cycleAt = (event) => {
    const box = canvas.getBoundingClientRect();
    return view.from + (event.clientX - box.left - left) / (box.width - left - 6) * (view.to - view.from);
  };
  function zoom(at, factor) {
    const span = Math.max(20, Math.min(run.cycles, (view.to - view.from) * factor));
    const share = (at - view.from) / (view.to - view.from);
    move(at - share * span, span);
  }
  function move(from, span) {
    view.from = Math.max(0, Math.min(run.cycles - span, from));
    view.to = view.from + span;
    draw();
  }
  canvas.addEventListener('wheel', (event) => {
    if (event.ctrlKey || event.shiftKey) {
      event.preventDefault();
      zoom(cycleAt(event), event.deltaY + event.deltaX > 0 ? 1.25 : 0.8);
    }
  }, { passive: false });
  let drag = null;
  canvas.addEventListener('pointerdown', (event) => { drag = { x: event.clientX, from: view.from }; });
  addEventListener('pointerup', () => { drag = null; });
  canvas.addEventListener('pointermove', (event) => {
    const box = canvas.getBoundingClientRect();
    if (drag) {
      const span = view.to - view.from;
      move(drag.from - (event.clientX - drag.x) / (box.width - left - 6) * span, span);
      return;
    }
    const y = event.clientY - box.top;
    const row = shown().find((r) => y >= r.y && y < r.y + rowHeight);
    const cycle = cycleAt(event);
    if (!row || cycle < view.from || cycle > view.to) {
      untip();
      return;
    }
    const part = Math.min(run.parts - 1, Math.floor(cycle / run.cycles * run.parts));
    const under = row.spans.filter((s) => cycle >= s[3] && cycle <= s[4]).map((s) =>
      (s[1] < 0 ? '' : 'expert ' + s[1] + ': ') + s[2] + '\n  ' + whole(s[3]) + ' to ' + whole(s[4]));
    tip(event, row.node + ' ' + row.engine + ', cycle ' + whole(cycle) + '\n' +
      ['busy', 'blocked', 'waiting'].map((s, i) => s + ' ' + percent(row.parts[i][part] / 255)).join(', ') +
      (under.length ? '\n' + under.slice(0, 3).join('\n') : ''));
  });
  canvas.addEventListener('pointerleave', untip);
  canvas.addEventListener('keydown', (event) => {
    const span = view.to - view.from, middle = view.from + span / 2;
    const act = {
      '+': () => zoom(middle, 0.7), '=': () => zoom(middle, 0.7), '-': () => zoom(middle, 1.4), '0': () => move(0, run.cycles),
      ArrowLeft: () => move(view.from - span / 5, span), ArrowRight: () => move(view.from + span / 5, span),
    }[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });
  const button = (text, act) => {
    const b = el('button', { type: 'button' }, text);
    b.addEventListener('click', () => act(b));
    return b;
  };
  const middle = () => view.from + (view.to - view.from) / 2;
  const filters = ['all', ...engines].map((name) => {
    const b = button(name, () => {
      view.engine = name;
      filters.forEach((f) => f.setAttribute('aria-pressed', f === b));
      draw();
    });
    b.setAttribute('aria-pressed', name === 'all');
    return b;
  });
  body('timeline').append(
    el('div', { class: 'tools' }, 'Engines: ', ...filters,
      button('zoom in', () => zoom(middle(), 0.5)), button('zoom out', () => zoom(middle(), 2)), button('whole run', () => move(0, run.cycles))),
    legend([['busy', 'busy'], ['blocked', 'blocked: work, but no progress'], ['waiting', 'waiting for a semaphore'], ['free', 'idle']]),
    frame,
    el('p', { class: 'note' }, 'A row is an engine, its height the share of cycles in each state, in ' + run.parts + ' parts of the run; a thin line is where a command ' +
      'could begin (expert and matrix are shown when there is room). Shift + wheel, + and - zoom, dragging and arrow keys move.'));
  draw();
  redraws.push(draw);
  let wide = frame.clientWidth;
  new ResizeObserver(() => {
    if (frame.clientWidth !== wide) {
      wide = frame.clientWidth;
      draw();
    }
  }).observe(frame);
}

function packageDrawing() {
  const chip = 50, space = 12, memory = 64;
  const groupWidth = Math.max(run.perGroup * (chip + space), 210) + 24;
  const width = run.groups * groupWidth, height = 330;
  const links = run.links.map((l) => Object.assign(l, { shares: bytes(l.parts) }));
  const arrays = new Map(run.rows.filter((r) => r.engine === 'array').map((r) => [r.node, r]));
  let part = -1;
  const share = (l) => part < 0 ? l.flits / run.cycles : l.shares[part] / 255;
  const arrayShare = (r) => part < 0 ? r.busy / run.cycles : r.parts[0][part] / 255;
  const s = drawing(width, height, 'Utilisation of the links', Math.min(width, 640));
  const holder = el('div', { class: 'scroll' }, s);
  const find = (from, to) => links.find((l) => l.from === from && l.to === to);

  function link(from, to, x1, y1, x2, y2) {
    const l = find(from, to);
    if (!l) {
      return;
    }
    const line = svg('line', { x1: x1, y1: y1, x2: x2, y2: y2, stroke: heat(share(l)), 'stroke-width': 7, 'data-link': from + '>' + to,
      tip: () => from + ' to ' + to + '\n' + percent(share(l)) + ' of cycles' + (part < 0 ? '\n' + whole(l.flits) + ' flits\nblocked ' + percent(l.blocked / run.cycles) : '') });
    s.append(line);
  }

  function box(x, y, w, h, text, fill, note) {
    s.append(svg('rect', { x: x, y: y, width: w, height: h, rx: 5, fill: fill || 'var(--card)', stroke: 'var(--soft)', tip: note || text }));
    text.split('\n').forEach((t, i, all) => {
      const dark = fill && isDark(fill);
      const props = { 'text-anchor': 'middle', 'pointer-events': 'none' };
      if (fill) {
        props.style = 'fill:' + (dark ? '#ffffff' : '#0b0b0b');
      }
      s.append(label(x + w / 2, y + h / 2 + 4 + (i - (all.length - 1) / 2) * 14, t, props));
    });
  }
  const isDark = (fill) => {
    const [r, g, b] = fill.match(/\d+/g).map(Number);
    return 0.3 * r + 0.6 * g + 0.1 * b < 130;
  };

  function draw() {
    s.replaceChildren();
    box(12, 10, width - 24, 44, 'attention chiplet and root router');
    for (let g = 0; g < run.groups; g++) {
      const left = g * groupWidth + 12, name = 'switch_' + g;
      if (!find('root', name)) {
        continue;
      }
      const cx = left + 66, sy = 120;
      link('root', name, cx - 7, 54, cx - 7, sy);
      link(name, 'root', cx + 7, 54, cx + 7, sy);
      const mx = left + groupWidth - 24 - memory;
      link(name, 'memory_' + g, cx + 50, sy + 12, mx, sy + 12);
      link('memory_' + g, name, cx + 50, sy + 26, mx, sy + 26);
      for (let i = 0; i < run.perGroup; i++) {
        const c = g * run.perGroup + i;
        const x = left + i * (chip + space) + chip / 2;
        const from = cx - 36 + 72 * (run.perGroup === 1 ? 0.5 : i / (run.perGroup - 1));
        link(name, 'chiplet_' + c, from - 5, sy + 38, x - 5, 250);
        link('chiplet_' + c, name, from + 5, sy + 38, x + 5, 250);
      }
      box(cx - 50, sy, 100, 38, 'switch ' + g);
      box(mx, sy - 4, memory, 46, 'memory\n' + run.memory);
      for (let i = 0; i < run.perGroup; i++) {
        const c = g * run.perGroup + i, row = arrays.get('chiplet_' + c);
        const x = left + i * (chip + space);
        if (row) {
          box(x, 250, chip, 46, c + '\n' + Math.round(100 * arrayShare(row)) + ' %', heat(arrayShare(row)), 'chiplet ' + c + '\narray busy in ' + percent(arrayShare(row)) + ' of cycles');
        } else {
          box(x, 250, chip, 46, c + '\nleft out');
        }
      }
    }
    for (let i = 0; i <= 20; i++) {
      s.append(svg('rect', { x: 12 + i * 8, y: 308, width: 8, height: 10, fill: heat(i / 20) }));
    }
    s.append(label(190, 318, '0 to 100 % of cycles: flits on links, rows in arrays', { class: 'soft' }));
  }
  const slider = el('input', { type: 'range', min: -1, max: run.parts - 1, value: -1, 'aria-label': 'part of the run' });
  const text = el('span', {}, 'whole run');
  slider.addEventListener('input', () => {
    part = Number(slider.value);
    text.textContent = part < 0 ? 'whole run' : 'cycles ' + whole(run.cycles * part / run.parts) + ' to ' + whole(run.cycles * (part + 1) / run.parts);
    draw();
  });
  const busiest = [...links].sort((a, b) => b.flits - a.flits).slice(0, 3).map((l) =>
    l.from.replace('_', ' ') + ' to ' + l.to.replace('_', ' ') + ' ' + percent(l.flits / run.cycles));
  body('package').append(el('div', { class: 'tools' }, 'Time: ', slider, text), holder,
    el('p', { class: 'note' }, 'Each line is one direction of a link of ' + run.flitBytes + ' bytes a cycle: left or above towards the leaves. Busiest: ' + busiest.join('; ') + '.'));
  draw();
  redraws.push(draw);
}

function roofline() {
  const width = 540, height = 330, left = 62, bottom = 44, top = 14, right = 16;
  const s = drawing(width, height, 'Roofline', 420);
  const all = run.rooflines;
  const xs = all.map((r) => r.intensity), ridge = all[0].peak / all[0].bytes;
  const x0 = Math.floor(Math.log10(Math.min(...xs, ridge) / 2)), x1 = Math.ceil(Math.log10(Math.max(...xs, ridge) * 2));
  const y1 = Math.ceil(Math.log10(Math.max(...all.map((r) => r.peak)) * 1.2));
  const y0 = Math.floor(Math.log10(Math.min(...all.map((r) => r.perCycle)) / 2));
  const x = (v) => left + (width - left - right) * (Math.log10(v) - x0) / (x1 - x0);
  const y = (v) => top + (height - top - bottom) * (1 - (Math.log10(v) - y0) / (y1 - y0));
  for (let d = x0; d <= x1; d++) {
    s.append(svg('line', { x1: x(10 ** d), x2: x(10 ** d), y1: top, y2: height - bottom, stroke: 'var(--grid)' }),
      label(x(10 ** d), height - bottom + 16, short(10 ** d), { 'text-anchor': 'middle', class: 'soft' }));
  }
  for (let d = y0; d <= y1; d++) {
    s.append(svg('line', { x1: left, x2: width - right, y1: y(10 ** d), y2: y(10 ** d), stroke: 'var(--grid)' }),
      label(left - 6, y(10 ** d) + 4, short(10 ** d), { 'text-anchor': 'end', class: 'soft' }));
  }
  s.append(label((left + width) / 2, height - 6, 'operations / byte from memory', { 'text-anchor': 'middle', class: 'soft' }),
    svg('text', { transform: 'rotate(-90 14 ' + height / 2 + ')', x: 14, y: height / 2, 'text-anchor': 'middle', class: 'soft' }, 'operations / cycle'));
  const roof = (r, stroke, dash) => {
    const knee = r.peak / r.bytes;
    const low = Math.max(10 ** x0, 10 ** y0 / r.bytes);
    const points = [[low, low * r.bytes], [knee, r.peak], [10 ** x1, r.peak]];
    s.append(svg('polyline', { points: points.map((p) => x(p[0]) + ',' + y(p[1])).join(' '), fill: 'none', stroke: stroke, 'stroke-width': 2, 'stroke-dasharray': dash }));
  };
  roof(all[0], 'var(--ink)', '');
  if (all.length > 2) {
    roof(all[1], 'var(--soft)', '5 4');
  }
  const text = (r) => r.name + '\n' + short(r.perCycle) + ' operations a cycle\n' + r.intensity.toFixed(1) + ' a byte\n' + percent(r.perCycle / r.roof) + ' of its roof';
  all.slice(1).forEach((r) => s.append(svg('circle', { cx: x(r.intensity), cy: y(r.perCycle), r: 5, fill: 'var(--b)', stroke: 'var(--card)', 'stroke-width': 1.5, tip: text(r) })));
  s.append(svg('circle', { cx: x(all[0].intensity), cy: y(all[0].perCycle), r: 7, fill: 'var(--busy)', stroke: 'var(--card)', 'stroke-width': 1.5, tip: text(all[0]) }));
  const p = all[0];
  body('roofline').append(legend([['busy', 'package (full line: its roof)'], ['b', 'a group (dashed)']]), el('div', { class: 'scroll' }, s),
    el('p', { class: 'note' }, 'The package did ' + short(p.perCycle) + ' operations a cycle (2 a product), ' + percent(p.perCycle / p.roof) + ' of what its memories allow at ' +
      p.intensity.toFixed(1) + ' operations a byte, and ' + percent(p.perCycle / p.peak) + ' of what its arrays could do.'));
}

function load() {
  const width = 540, height = 180, left = 46, bottom = 34, top = 10;
  const bars = (title, values, fill, text) => {
    const s = drawing(width, height, title, 420);
    const most = Math.max(1, ...values);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const each = (width - left - 8) / values.length;
    const y = (v) => top + (height - top - bottom) * (1 - v / most);
    for (const t of ticks(most, 4)) {
      s.append(svg('line', { x1: left, x2: width - 8, y1: y(t), y2: y(t), stroke: 'var(--grid)' }), label(left - 6, y(t) + 4, short(t), { 'text-anchor': 'end', class: 'soft' }));
    }
    values.forEach((v, i) => {
      s.append(svg('rect', { x: left + i * each + each * 0.1, width: each * 0.8, y: y(v), height: height - bottom - y(v), rx: Math.min(2, each / 4), fill: fill(i), tip: text(i) }));
      if (i % Math.ceil(values.length / 16) === 0) {
        s.append(label(left + (i + 0.5) * each, height - bottom + 15, i, { 'text-anchor': 'middle', class: 'soft' }));
      }
    });
    s.append(svg('line', { x1: left, x2: width - 8, y1: y(mean), y2: y(mean), stroke: 'var(--bound)', 'stroke-dasharray': '4 3' }),
      label((left + width) / 2, height - 3, title + ' (dashed: mean ' + short(mean) + ')', { 'text-anchor': 'middle', class: 'soft' }));
    return el('div', { class: 'scroll' }, s);
  };
  const chiplets = new Array(run.groups * run.perGroup).fill(0);
  run.experts.forEach(([chiplet, tokens]) => { chiplets[chiplet] += tokens; });
  const present = chiplets.map((v, i) => run.disabled.includes(i) ? 0 : v);
  const used = present.filter((v, i) => !run.disabled.includes(i));
  const mean = used.reduce((a, b) => a + b, 0) / used.length;
  const shade = (chiplet) => 'var(--' + ['a', 'b', 'c', 'd'][Math.floor(chiplet / run.perGroup) % 4] + ')';
  body('load').append(
    bars('tokens by expert', run.experts.map((e) => e[1]), (i) => shade(run.experts[i][0]), (i) => 'expert ' + i + ' on chiplet ' + run.experts[i][0] + '\n' + whole(run.experts[i][1]) + ' tokens'),
    bars('tokens by chiplet', present, shade, (i) => 'chiplet ' + i + '\n' + whole(present[i]) + ' token-expert pairs'),
    el('p', { class: 'note' }, 'Colours are groups. The busiest chiplet has ' + (Math.max(...used) / mean).toFixed(2) + ' times the mean.'));
}

function memories() {
  if (!run.memories.length) {
    body('memory').append(el('p', { class: 'soft' }, 'A memory of kind ' + run.memory + ' has no banks to count.'));
    return;
  }
  const kinds = [['data', 'busy', 'data'], ['refresh', 'c', 'refresh'], ['rows', 'blocked', 'rows and latency'], ['idle', 'free', 'nobody asks']];
  const rows = run.memories.map((m) => {
    const s = drawing(300, 16, 'group ' + m.group);
    s.setAttribute('preserveAspectRatio', 'none');
    s.setAttribute('height', 16);
    let x = 0;
    for (const [key, name, text] of kinds) {
      const w = 300 * m[key] / run.cycles;
      s.append(svg('rect', { x: x, y: 2, width: Math.max(0, w - 0.6), height: 12, fill: 'var(--' + name + ')', tip: text + ' ' + percent(m[key] / run.cycles) }));
      x += w;
    }
    return [['group ' + m.group], [s, 'bar'], percent(m.data / run.cycles), percent(m.refresh / run.cycles), whole(m.rowHits), whole(m.conflicts)];
  });
  body('memory').append(legend(kinds.map(([, name, text]) => [name, text])),
    table([['memory'], [''], 'data', 'refresh', 'row hits', 'conflicts'], rows));
}

function energy() {
  const sum = run.energy.reduce((a, e) => a + e.joules, 0);
  const most = Math.max(...run.energy.map((e) => e.joules));
  const names = { mac: 'products', sram: 'bits of SRAM', memory: 'bits of memory', link: 'bits over links', switch: 'bits through switches' };
  const rows = run.energy.map((e) => {
    const s = drawing(200, 14, e.what);
    s.setAttribute('preserveAspectRatio', 'none');
    s.setAttribute('height', 14);
    s.append(svg('rect', { x: 0, y: 2, width: 200 * e.joules / most, height: 10, rx: 2, fill: 'var(--busy)' }));
    return [[names[e.what] || e.what], short(e.events), e.picojoules.toFixed(3), (1e6 * e.joules).toFixed(1), percent(e.joules / sum), [s, 'bar'], [e.source]];
  });
  body('energy').append(
    el('p', {}, el('b', {}, (1e6 * sum).toFixed(1) + ' µJ'), ' in ' + (1e6 * seconds(run.total)).toFixed(1) + ' µs: ' + (sum / seconds(run.total)).toFixed(2) + ' W, ' +
      (1e6 * sum / run.tokens).toFixed(3) + ' µJ a token'),
    table([['events'], 'number', 'pJ each', 'µJ', 'share', [''], ['source of pJ']], rows),
    el('p', { class: 'note' }, 'An estimate: counted events times published energies of one event each. Clocks, leakage and control are not in it.'));
}

function foot() {
  document.getElementById('foot').append('Chorale ' + run.version + '. Trace ' + run.trace + ', placement ' + run.placement + '. All that is shown is in the CSV files beside this page; ' +
    'trace.json opens in Perfetto; resolved.yaml makes the same run again.');
}

head();
phases();
timeline();
packageDrawing();
roofline();
load();
memories();
energy();
foot();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => redraws.forEach((r) => r()));
document.body.dataset.ready = 'yes';
document.body.dataset.milliseconds = Math.round(performance.now());
