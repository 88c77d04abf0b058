import { eventsNamed, optionFor } from './events';

/** Matches the characters between two keys: `.`, `?.`, `["`. */
const STEP = String.raw`["'\]]*\??\.?\[?["']?`;

/** Matches `body.body.data.key`, which reads a delivery that another workflow has forwarded. */
const WRAPPED = new RegExp(String.raw`\bbody\b${STEP}body\b(?:${STEP}\w+)*`, 'g');

/** Matches `body.data.key` and other paths that only occur in Evolution API's deliveries. */
const READS_DELIVERY = new RegExp(
	String.raw`\bbody\b${STEP}\s*(?:data\b${STEP}(?:key|message|messageType|messageTimestamp|pushName|instanceId)\b|server_url\b|date_time\b)`,
);

/** Matches reads such as `data.key.fromMe`. Code may have given `body` another name, so the pattern leaves it out. */
const READS_DATA = new RegExp(
	String.raw`\bdata\b${STEP}(?:key\b${STEP}(?:remoteJid|fromMe|id)|pushName|messageType|messageTimestamp)\b`,
);

const READS_EVENT = new RegExp(String.raw`\bbody\b${STEP}event\b`);

/** Matches reads of `body.data.participants`. Other programs also have such keys, so a JID must occur, too. */
const READS_MEMBERS = new RegExp(String.raw`\bbody\b${STEP}data\b${STEP}(?:action|participants)\b`);
const NAMES_ADDRESS = /@(?:g\.us|s\.whatsapp\.net|lid)\b/;

const READS_KEY = new RegExp(
	String.raw`\bbody\b${STEP}apikey\b|\{[^{}]*\bapikey\b[^{}]*\}\s*=[^=>]*\bbody\b|\b(?!headers|env|query|json)\w+\??\.apikey\b(?!\s*=[^=])`,
);

const READS_REQUEST = new RegExp(
	String.raw`(?:\$json|json)\b${STEP}(?:headers|query|params|webhookUrl)\b`,
);

export class Readings {
	/** Whether nodes read `body.body`, as in deliveries that another program forwards. */
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

	/** Whether a node reads the Base64 of a message's file. `$json.base64` doesn't count: a delivery is in `$json.body`. */
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

const readsMessages = (texts: readonly string[]) =>
	texts.some((text) => READS_DELIVERY.test(text)) ||
	(texts.some((text) => /\bbody\b/.test(text)) && texts.some((text) => READS_DATA.test(text)));
