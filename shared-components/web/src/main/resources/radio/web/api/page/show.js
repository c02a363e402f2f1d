// Figures as people read them, and their way into the page. Whatever comes from the network is text
// and stays text: textContent is the only way in.

export function say(id, text) {
  const element = document.getElementById(id);
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

export function rate(bitsPerSecond) {
  return bitsPerSecond >= 1e6 ? `${(bitsPerSecond / 1e6).toFixed(1)} Mbit/s` : `${Math.round(bitsPerSecond / 1e3)} kbit/s`;
}

export function bytes(count) {
  for (const [unit, size] of [['GB', 1e9], ['MB', 1e6], ['kB', 1e3]]) {
    if (count >= size) {
      return `${(count / size).toFixed(1)} ${unit}`;
    }
  }
  return `${count} B`;
}

export function seconds(millis) {
  return millis < 1000 ? `${Math.round(millis)} ms` : `${(millis / 1000).toFixed(1)} s`;
}

export function count(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}

export function time(unixMillis) {
  return new Date(unixMillis).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}

export function place(status) {
  if (status.kind === 'source') {
    return 'the source';
  }
  return status.hop < 0 ? 'looking for a way' : `${count(status.hop, 'hop', 'hops')} from the source`;
}

/** The last minute of a figure as a line. */
export class Line {
  #polyline;
  #values = [];

  constructor(id) {
    this.#polyline = document.querySelector(`#${id} polyline`);
  }

  add(value) {
    this.#values.push(value);
    if (this.#values.length > 61) {
      this.#values.shift();
    }
    const most = Math.max(1, ...this.#values);
    const step = 120 / 60;
    const from = 120 - (this.#values.length - 1) * step;
    this.#polyline.setAttribute('points', this.#values
      .map((one, i) => `${(from + i * step).toFixed(1)},${(30 - 28 * one / most).toFixed(1)}`)
      .join(' '));
  }
}

/** The list of what was played, newest first. */
export function history(list, titles) {
  list.replaceChildren(...titles.toReversed().map((title) => {
    const item = document.createElement('li');
    const when = document.createElement('time');
    when.dateTime = new Date(title.atMillis).toISOString();
    when.textContent = time(title.atMillis);
    const what = document.createElement('span');
    what.textContent = title.title;
    item.append(when, what);
    return item;
  }));
}
