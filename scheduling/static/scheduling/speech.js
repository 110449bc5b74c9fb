// The board's voice: two notes, then the call in Polish and in the person's language, one after the
// other. Browsers make no sound before somebody has touched the page, so `start` belongs to a click.

const SILENT_AFTER = 10000; // a voice that has not ended by then never will
const NOTES = [
  { hertz: 659.25, from: 0 },
  { hertz: 523.25, from: 0.35 },
];
const RINGS = 1.1; // seconds

export class Voice {
  #sentences; // by language, with {ticket} and {counter} in them; Polish first
  #audio = null;
  #talking = Promise.resolve();
  isSpeaking = false;

  constructor(sentences) {
    this.#sentences = sentences;
  }

  get isOn() {
    return this.#audio?.state === "running";
  }

  /** Switch the sound on. False where the browser lets nobody hear anything. */
  async start() {
    const Context = window.AudioContext;
    if (!Context) return false;
    this.#audio ??= new Context();
    await Promise.race([this.#audio.resume(), wait(1000)]);
    return this.isOn;
  }

  async stop() {
    window.speechSynthesis?.cancel();
    await this.#audio?.suspend();
  }

  /** Languages of the sentences that this machine has a voice for. */
  async languages() {
    const voices = await allVoices();
    return Object.keys(this.#sentences).filter((language) => voiceFor(language, voices));
  }

  /** Ring, then say it, after whatever is being said. */
  announce(call) {
    if (!this.isOn) return this.#talking;
    this.isSpeaking = true;
    const spoken = this.#talking.then(() => this.#sound(call)).catch(() => undefined);
    const done = () => {
      if (this.#talking === spoken) this.isSpeaking = false;
    };
    this.#talking = spoken;
    spoken.then(done);
    return spoken;
  }

  async #sound(call) {
    if (!this.isOn) return;
    await this.#ring();
    const voices = await allVoices();
    for (const language of languagesOf(call, this.#sentences)) {
      const voice = voiceFor(language, voices);
      if (voice && this.isOn) await say(sentence(this.#sentences[language], call), language, voice);
    }
  }

  #ring() {
    const audio = this.#audio;
    for (const { hertz, from } of NOTES) {
      const start = audio.currentTime + from;
      const note = audio.createOscillator();
      const loudness = audio.createGain();
      note.frequency.value = hertz;
      loudness.gain.setValueAtTime(0, start);
      loudness.gain.linearRampToValueAtTime(0.5, start + 0.02);
      loudness.gain.exponentialRampToValueAtTime(0.001, start + 0.75);
      note.connect(loudness).connect(audio.destination);
      note.start(start);
      note.stop(start + 0.8);
    }
    return wait(RINGS * 1000);
  }
}

/** Polish, and then the language of the person where there is a sentence in it. */
export function languagesOf(call, sentences) {
  return ["pl", call.language].filter((language, at, all) => language in sentences && all.indexOf(language) === at);
}

/** "A012" is read as "A 12": nobody says the nought. */
export function sentence(text, call) {
  const ticket = call.ticket.replace(/^([A-Z])0*(\d+)$/, "$1 $2");
  return text.replace("{ticket}", ticket).replace("{counter}", call.counter);
}

/** The machine's own voice rather than one that needs the network. */
export function voiceFor(language, voices) {
  const fitting = voices.filter((voice) => voice.lang.toLowerCase().split(/[-_]/)[0] === language);
  return fitting.find((voice) => voice.localService) ?? fitting[0] ?? null;
}

/** Browsers read their list of voices late: wait for it a little. */
async function allVoices() {
  const synthesis = window.speechSynthesis;
  if (!synthesis) return [];
  if (synthesis.getVoices().length === 0) {
    await Promise.race([wait(500), new Promise((done) => synthesis.addEventListener("voiceschanged", done, { once: true }))]);
  }
  return synthesis.getVoices();
}

function say(text, language, voice) {
  const words = new SpeechSynthesisUtterance(text);
  Object.assign(words, { voice, lang: voice.lang || language, rate: 0.9 });
  return new Promise((done) => {
    const tooLong = setTimeout(() => speechSynthesis.cancel() ?? done(), SILENT_AFTER);
    words.onend = words.onerror = () => clearTimeout(tooLong) ?? done();
    speechSynthesis.speak(words);
  });
}

function wait(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}
