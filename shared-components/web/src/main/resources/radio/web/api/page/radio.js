// The page of a node: live by server-sent events, sound by an <audio> element.

import { Player } from './player.js';
import { Line, bytes, count, history, place, rate, say, seconds, time } from './show.js';

const KEPT = 50;
const UNKNOWN = '–';
const VOLUME = 'radio.volume';

const button = document.getElementById('play');
const volume = document.getElementById('volume');
const audio = document.getElementById('audio');
const list = document.getElementById('titles');
const gets = new Line('gets-line');
const gives = new Line('gives-line');
const player = new Player(audio, showPlayer);

let status = null;
let titles = []; // as they came, oldest first: {title, heardUnixMillis}
let shown = ''; // what stands on the page, to change nothing that is the same
let ahead = Infinity; // the least by which this machine's clock was seen ahead of the node's, in ms

// --- what the node says ---

let events = null;
follow();

function follow() {
  events = new EventSource('/api/events');
  events.addEventListener('status', (event) => {
    status = JSON.parse(event.data);
    ahead = Math.min(ahead, Date.now() - status.unixMillis);
    showStatus();
  });
  events.addEventListener('titles', (event) => {
    const now = JSON.parse(event.data);
    titles = now.titles;
    const last = titles.at(-1);
    if (last !== undefined && last.title !== now.title) {
      titles.push({ title: now.title, heardUnixMillis: last.heardUnixMillis + 1 });
    }
    showTitles();
  });
  events.addEventListener('title', (event) => {
    titles.push(JSON.parse(event.data));
    titles = titles.slice(-KEPT - 1);
    showTitles();
  });
  events.addEventListener('error', () => {
    tellState('waiting', 'reconnecting');
    // A browser comes again by itself after a break, but not after a refusal.
    if (events.readyState === EventSource.CLOSED) {
      setTimeout(follow, 3000);
    }
  });
}

// --- titles ---

/** When a title is heard here: later than at the node, if the browser's buffer is longer. */
function heardMillis(title) {
  if (status === null || !player.sounding) {
    return title.heardUnixMillis + clockAhead();
  }
  const behind = player.lagMillis() + status.delayMillis.p50 - status.playoutDelayMillis;
  return title.heardUnixMillis + clockAhead() + Math.max(0, behind);
}

function clockAhead() {
  return Number.isFinite(ahead) ? ahead : 0;
}

function showTitles() {
  const now = Date.now();
  const heard = titles.filter((title) => heardMillis(title) <= now);
  const current = heard.at(-1)?.title ?? '';
  const before = heard.slice(0, -1).concat(current === '' ? heard.slice(-1) : [])
    .filter((title) => title.title !== '')
    .map((title) => ({ title: title.title, atMillis: title.heardUnixMillis + clockAhead() }));
  const next = JSON.stringify([current, before.map((title) => title.title)]);
  if (next !== shown) {
    shown = next;
    say('now', current === '' ? UNKNOWN : current);
    history(list, before);
    showMedia(current);
  }
}

// A title that has arrived is not yet heard; looked at often enough for an ear.
setInterval(() => {
  player.look();
  showTitles();
}, 100);

// --- the node ---

/** What a player gets at once: Chromium takes sound in blocks of 32 KiB, and gets one and a second
 *  (docs/http.md). */
function burstMillis() {
  const { http, stream } = status;
  const blocks = navigator.userAgent.includes('Chrome/') && http.burstMillis > 0;
  const block = 32 * 1024 * 8000 / (stream.bitrateBitsPerSecond || 320_000) + 1000;
  return blocks ? Math.max(http.burstMillis, Math.min(12_000, block)) : http.burstMillis;
}

function tellState(state, words) {
  const pill = document.getElementById('state');
  pill.dataset.state = state;
  say('state', words);
}

function showStatus() {
  const { http, stream } = status;
  player.offer(http.formats, burstMillis(), status.received * stream.chunkMillis);
  say('station', status.station.name || 'Radio');
  tellState(status.healthy ? 'good' : 'waiting', status.healthy ? 'on air' : 'no sound');
  document.getElementById('state').title = status.health;
  say('place', place(status));
  say('peers', `${status.neighbours} linked, ${status.children.length} served`);
  say('delay', seconds(status.delayMillis.p50));
  say('buffer', `${seconds(status.bufferMillis.p50)} of ${seconds(status.playoutDelayMillis)}`);
  const all = Object.values(http.listenersByFormat).reduce((sum, one) => sum + one, 0);
  say('listeners', `${all} here`);
  say('missed', count(status.missed, 'chunk', 'chunks'));
  say('stream', stream.codec === '' ? UNKNOWN : `${stream.codec}, ${rate(stream.bitrateBitsPerSecond)}`);
  say('since', time(status.startedUnixMillis + clockAhead()));
  say('gets', rate(status.downRate));
  say('gets-all', `${bytes(status.bytesDown)} in all`);
  say('gives', rate(status.upRate));
  const limit = status.uploadBitsPerSecond > 0 ? `, limit ${rate(status.uploadBitsPerSecond)}` : '';
  say('gives-all', `${bytes(status.bytesUp)} in all${limit}`);
  gets.add(status.downRate);
  gives.add(status.upRate);
  const direct = http.formats.find((path) => path !== '/listen.wav') ?? '/listen.opus';
  say('address', new URL(direct, location.href).href);
  showPlayer();
}

// --- the player ---

function showPlayer() {
  button.dataset.wanted = player.wanted ? 'yes' : 'no';
  button.dataset.sounding = player.sounding ? 'yes' : 'no';
  button.setAttribute('aria-label', player.wanted ? 'Stop' : 'Play');
  let words = 'stopped';
  if (player.blocked) {
    words = 'this browser wants you to press play';
  } else if (player.wanted && !player.sounding) {
    words = 'connecting …';
  } else if (player.sounding && status !== null) {
    const lag = player.lagMillis() + status.delayMillis.p50;
    words = lag > 0 ? `live, ${seconds(lag)} after it was made` : 'live';
  }
  say('hearing', words);
  if ('mediaSession' in navigator) {
    navigator.mediaSession.playbackState = player.wanted ? 'playing' : 'none';
  }
}

function showMedia(title) {
  const station = status?.station.name || 'Radio';
  document.title = title === '' ? station : `${title} – ${station}`;
  if (!('mediaSession' in navigator)) {
    return;
  }
  const parts = title.split(' - ');
  navigator.mediaSession.metadata = new MediaMetadata({
    title: title === '' ? station : parts.length > 1 ? parts.slice(1).join(' - ') : title,
    artist: parts.length > 1 ? parts[0] : station,
    album: station,
    artwork: [{ src: '/page/radio.svg', sizes: 'any', type: 'image/svg+xml' }],
  });
}

button.addEventListener('click', () => (player.wanted ? player.stop() : player.play()));
if ('mediaSession' in navigator) {
  navigator.mediaSession.setActionHandler('play', () => player.play());
  navigator.mediaSession.setActionHandler('pause', () => player.stop());
  navigator.mediaSession.setActionHandler('stop', () => player.stop());
}

function setVolume(percent) {
  volume.value = String(percent);
  player.volume = percent;
  say('volume-value', String(percent));
}

volume.addEventListener('input', () => {
  setVolume(Number(volume.value));
  try {
    localStorage.setItem(VOLUME, volume.value);
  } catch {
    // A browser that keeps nothing still plays.
  }
});

function keptVolume() {
  try {
    return localStorage.getItem(VOLUME);
  } catch {
    return null;
  }
}

setVolume(Math.min(100, Math.max(0, Number.parseInt(keptVolume() ?? '80', 10) || 0)));

const copy = document.getElementById('copy');
copy.addEventListener('click', async () => {
  try {
    await navigator.clipboard.writeText(document.getElementById('address').textContent);
    copy.textContent = 'Copied';
  } catch {
    copy.textContent = 'Select it';
  }
  setTimeout(() => { copy.textContent = 'Copy'; }, 2000);
});

say('address', new URL('/listen.opus', location.href).href);
showPlayer();
