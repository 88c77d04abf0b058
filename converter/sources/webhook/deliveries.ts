import { eventsNamed, optionFor } from './events';

// Keys of a server's delivery that expressions and code read.

/** From one key to the next: `.`, `?.`, `["`. */
const STEP = String.raw`["'\]]*\??\.?\[?["']?`;

/** Another workflow has wrapped the delivery a second time: `body.body.data.key`. */
const WRAPPED = new RegExp(String.raw`\bbody\b${STEP}body\b(?:${STEP}\w+)*`, 'g');

/** Reads that only fit a delivery of Evolution API, below `body`. */
const READS_DELIVERY = new RegExp(
	String.raw`\bbody\b${STEP}\s*(?:data\b${STEP}(?:key|message|messageType|messageTimestamp|pushName|instanceId)\b|server_url\b|date_time\b)`,
);

/** Reads that only fit a delivery, where code has renamed the body first. */
const READS_DATA = new RegExp(
	String.raw`\bdata\b${STEP}(?:key\b${STEP}(?:remoteJid|fromMe|id)|pushName|messageType|messageTimestamp)\b`,
);

const READS_EVENT = new RegExp(String.raw`\bbody\b${STEP}event\b`);

/** Others send such keys as well, so the address of a group or a person has to be spoken of, too. */
const READS_MEMBERS = new RegExp(String.raw`\bbody\b${STEP}data\b${STEP}(?:action|participants)\b`);
const NAMES_ADDRESS = /@(?:g\.us|s\.whatsapp\.net|lid)\b/;

const READS_KEY = new RegExp(
	String.raw`\bbody\b${STEP}apikey\b|\{[^{}]*\bapikey\b[^{}]*\}\s*=[^=>]*\bbody\b|\b(?!headers|env|query|json)\w+\??\.apikey\b(?!\s*=[^=])`,
);

const READS_REQUEST = new RegExp(
	String.raw`(?:\$json|json)\b${STEP}(?:headers|query|params|webhookUrl)\b`,
);

/** Reads of the nodes after a webhook. */
export class Readings {
	/** Whether somebody has to send it wrapped in another "body". */
	readonly areWrapped: boolean;

	private readonly own: readonly string[];

	constructor(texts: readonly string[]) {
		this.own = texts.map((text) => text.replace(WRAPPED, ''));
		this.areWrapped = !this.readDelivery && readsMessages(texts);
	}

	get readDelivery(): boolean {
		const readsEvent = this.read(READS_EVENT) && eventsNamed(this.own).length > 0;
		return readsMessages(this.own) || this.readMembers || readsEvent;
	}

	/** The file of a message, which only the text itself may tell from Base64 that something else has answered. */
	get readFile(): boolean {
		return this.own.some(
			(text) =>
				new RegExp(String.raw`message\b${STEP}base64\b`).test(text) ||
				(READS_DELIVERY.test(text) && /\bbase64\b/.test(text.replace(/json\??\.base64\b/g, ''))),
		);
	}

	get readKey(): boolean {
		return this.own.some((text) => /\bbody\b/.test(text) && READS_KEY.test(text));
	}

	get readRequest(): boolean {
		return this.read(READS_REQUEST);
	}

	/** Events that the trigger needs, so that every branch after it can be reached. */
	get events(): string[] {
		const messages = readsMessages(this.own) ? ['messages.upsert'] : [];
		const members = this.readMembers ? ['group-participants.update'] : [];
		return [...new Set([...messages, ...members, ...eventsNamed(this.own)])].map(optionFor);
	}

	private get readMembers(): boolean {
		return this.read(READS_MEMBERS) && this.read(NAMES_ADDRESS);
	}

	private read(what: RegExp): boolean {
		return this.own.some((text) => what.test(text));
	}
}

/** Messages and what belongs to them. */
const readsMessages = (texts: readonly string[]) =>
	texts.some((text) => READS_DELIVERY.test(text)) ||
	(texts.some((text) => /\bbody\b/.test(text)) && texts.some((text) => READS_DATA.test(text)));
