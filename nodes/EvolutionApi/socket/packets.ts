import { jsonParse } from 'n8n-workflow';

import { asRecord, firstText, isRecord, textOrNull } from '../core/values/answer';

// The packets of Engine.IO 4 contain those of Socket.IO 5. With HTTP long polling, one body contains several packets, as text.

/** The namespace of an instance is the instance's name. */
export type Packet =
	| { readonly kind: 'opened'; readonly sid: string }
	| { readonly kind: 'closed' }
	| { readonly kind: 'ping' }
	/** `40`: the server sends the namespace's events from now on. */
	| { readonly kind: 'joined'; readonly namespace: string }
	| { readonly kind: 'left'; readonly namespace: string }
	| { readonly kind: 'refused'; readonly namespace: string; readonly reason: string }
	/** `42`: an event. `45`: an event that contains bytes. Its `body` is the same as in a webhook call. */
	| { readonly kind: 'event'; readonly namespace: string; readonly body: unknown };

export const PONG = '3';
export const CLOSE = '1';

export const joinPacket = (namespace: string) => `40/${namespace},`;

const SEPARATOR = '\x1e';

/** Limit for the number of binary attachments of an event. Real events have fewer. */
const MAX_ATTACHMENTS = 1_000;

interface Incomplete {
	readonly namespace: string;
	readonly json: string;
	readonly count: number;
	readonly attachments: Buffer[];
}

/** Tells whether an answer begins like a packet. An HTML page from a proxy doesn't. */
export const arePackets = (answer: string) => /^[0-6b]/.test(answer);

/** Reads the answers of one session, in their order. It skips packets that it doesn't know. */
export class PacketReader {
	private incomplete?: Incomplete;

	read(answer: string): Packet[] {
		return answer.split(SEPARATOR).flatMap((text) => this.readOne(text) ?? []);
	}

	private readOne(text: string): Packet | undefined {
		const [type = ''] = text;
		const content = text.slice(1);
		if (type === 'b') return this.attach(Buffer.from(content, 'base64'));
		if (type === '0') return readOpened(content);
		if (type === '1') return { kind: 'closed' };
		if (type === '2') return { kind: 'ping' };
		return type === '4' ? this.message(content) : undefined;
	}

	private message(text: string): Packet | undefined {
		// If bytes of an earlier event are still missing, they won't come anymore.
		this.incomplete = undefined;
		const parts = /^(\d)(?:(\d+)-)?(?:\/([^,]*)(?:,|$))?\d*(.*)$/su.exec(text);
		if (parts === null) return undefined;
		const [, type, count, namespace = '', json = ''] = parts;
		if (type === '0') return { kind: 'joined', namespace };
		if (type === '1') return { kind: 'left', namespace };
		if (type === '2') return readEvent(namespace, parsePacketJson(json));
		if (type === '4') return { kind: 'refused', namespace, reason: readReason(json) };
		if (type !== '5' || !(Number(count) <= MAX_ATTACHMENTS)) return undefined;
		this.incomplete = { namespace, json, count: Number(count), attachments: [] };
		return this.completed();
	}

	private attach(bytes: Buffer): Packet | undefined {
		this.incomplete?.attachments.push(bytes);
		return this.completed();
	}

	private completed(): Packet | undefined {
		if (this.incomplete === undefined) return undefined;
		const { namespace, json, count, attachments } = this.incomplete;
		if (attachments.length < count) return undefined;
		this.incomplete = undefined;
		return readEvent(namespace, parsePacketJson(json, attachments));
	}
}

function readOpened(json: string): Packet | undefined {
	const sid = textOrNull(asRecord(parsePacketJson(json)).sid);
	return sid === null ? undefined : { kind: 'opened', sid };
}

/** Reads an event: `["messages.upsert", {…}]`. */
function readEvent(namespace: string, content: unknown): Packet | undefined {
	if (!Array.isArray(content) || typeof content[0] !== 'string') return undefined;
	const [, body] = content as unknown[];
	return isRecord(body) ? { kind: 'event', namespace, body } : undefined;
}

function readReason(json: string): string {
	const content = parsePacketJson(json);
	return firstText(asRecord(content).message, content) ?? '';
}

/** @returns null if the text isn't JSON */
function parsePacketJson(json: string, attachments: readonly Buffer[] = []): unknown {
	if (attachments.length === 0) return jsonParse<unknown>(json, { fallbackValue: null });
	try {
		return JSON.parse(json, (_name, value: unknown) => withBytes(value, attachments)) as unknown;
	} catch {
		return null;
	}
}

/** Replaces `{ _placeholder: true, num: 0 }` with the first attachment, in the JSON form of a Buffer. */
function withBytes(value: unknown, attachments: readonly Buffer[]): unknown {
	if (!isRecord(value) || value._placeholder !== true) return value;
	return attachments[Number(value.num)]?.toJSON() ?? null;
}
