// Plays the station in an <audio> element: at the first address that this browser can play, again
// after every break, until it is told to stop.

const FORMATS = [
  ['/listen.opus', 'audio/ogg; codecs=opus'],
  ['/listen.m3u8', 'application/vnd.apple.mpegurl'],
  ['/listen.mp3', 'audio/mpeg'],
  ['/listen.aac', 'audio/aac'],
  ['/listen.wav', 'audio/wav'],
];
const LONGEST_PAUSE_MILLIS = 10_000;
// A hidden page is woken once a second.
const SILENCE_MILLIS = 1_500;

/** The addresses worth a try, best first. */
export function playable(audio, offered) {
  return FORMATS
    .filter(([path, type]) => (offered.length === 0 || offered.includes(path)) && audio.canPlayType(type) !== '')
    .map(([path]) => path);
}

export class Player {
  #audio;
  #changed;
  #offered = [];
  #burstMillis = 0;
  #burstKnown = false;
  #wanted = false;
  #sounding = false;
  #blocked = false;
  #failures = 0;
  #refused = new Set();
  #path = '';
  #askedMillis = 0;
  #seenSeconds = 0;
  #movedMillis = 0;
  #timer = 0;

  /** changed() is called whenever wanted, sounding or blocked is another. */
  constructor(audio, changed) {
    this.#audio = audio;
    this.#changed = changed;
    // A live stream that ends has been cut off, whatever the reason.
    audio.addEventListener('ended', () => this.#broken(false));
    audio.addEventListener('error', () => this.#broken(true));
  }

  get wanted() { return this.#wanted; }
  get sounding() { return this.#sounding; }
  get blocked() { return this.#blocked; }

  /** What the node says: addresses at which it has this stream, how much of it a player gets at
   *  once, and how much there is altogether, in ms. */
  offer(paths, burstMillis, thereMillis) {
    this.#offered = paths;
    if (!this.#burstKnown) {
      // Nobody gets what was not there yet when it was asked for.
      const then = thereMillis - (performance.now() - this.#askedMillis);
      this.#burstMillis = Math.max(0, Math.min(burstMillis, then));
      this.#burstKnown = this.#wanted;
    }
  }

  /** How long after it was on air here what is heard now is heard, in ms; 0 if nothing is heard.
   *  The first sample that was sent had been on air for the length of a burst. */
  lagMillis() {
    if (!this.#sounding || this.#path === '/listen.m3u8') {
      return 0;
    }
    const began = performance.now() - this.#audio.currentTime * 1000;
    return Math.max(0, began - this.#askedMillis + this.#burstMillis);
  }

  /** Looks whether there is sound: whether time moves. To be called some times a second. */
  look() {
    const now = performance.now();
    if (this.#audio.currentTime !== this.#seenSeconds) {
      this.#seenSeconds = this.#audio.currentTime;
      this.#movedMillis = now;
    }
    const sounding = this.#wanted && this.#seenSeconds > 0 && now - this.#movedMillis < SILENCE_MILLIS;
    if (sounding) {
      this.#failures = 0;
    }
    if (sounding !== this.#sounding) {
      this.#set(sounding);
    }
  }

  set volume(percent) {
    // Loudness is heard as a power of amplitude.
    this.#audio.volume = (percent / 100) ** 2;
  }

  play() {
    if (!this.#wanted) {
      this.#wanted = true;
      this.#failures = 0;
      this.#refused.clear();
      this.#connect();
    }
  }

  stop() {
    this.#wanted = false;
    this.#blocked = false;
    clearTimeout(this.#timer);
    this.#audio.pause();
    // Only without an address does a browser hang up.
    this.#audio.removeAttribute('src');
    this.#audio.load();
    this.#set(false);
  }

  #connect() {
    const paths = playable(this.#audio, this.#offered);
    let path = paths.find((one) => !this.#refused.has(one));
    if (path === undefined) {
      this.#refused.clear();
      path = paths[0] ?? '/listen.opus';
    }
    this.#path = path;
    this.#askedMillis = performance.now();
    this.#burstKnown = false;
    this.#audio.src = path;
    this.#audio.play().then(
      () => { this.#blocked = false; },
      (why) => {
        if (why.name === 'NotAllowedError' && this.#wanted) {
          this.stop();
          this.#blocked = true;
          this.#changed();
        }
      });
    this.#changed();
  }

  #broken(failed) {
    if (!this.#wanted || !this.#audio.hasAttribute('src')) {
      return;
    }
    const undecodable = failed && this.#audio.error !== null
      && this.#audio.error.code === MediaError.MEDIA_ERR_DECODE;
    if (undecodable || (failed && this.#failures > 2)) {
      this.#refused.add(this.#path);
    }
    this.#set(false);
    const pause = Math.min(LONGEST_PAUSE_MILLIS, 250 * 2 ** this.#failures);
    this.#failures += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#wanted && this.#connect(), pause);
  }

  #set(sounding) {
    this.#sounding = sounding;
    this.#changed();
  }
}
