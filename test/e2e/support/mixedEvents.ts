import type { Stage } from './triggerStage';

const SPECIAL = '5511900000001';

/** Turns off the loop guard, because one chat gets far more messages per minute than a person sends. */
const options = { loopGuard: 0 };

export const WORKFLOWS = {
	owner: { filters: { messageTypes: ['image'] }, options },
	orders: {
		events: ['MESSAGES_UPSERT', 'MESSAGES_EDITED'],
		filters: { text: { values: { match: 'startsWith', value: 'order' } } },
		options,
	},
	special: { filters: { chats: { values: { mode: 'restrictTo', chats: SPECIAL } } }, options },
	own: {
		events: ['MESSAGES_UPSERT', 'MESSAGES_UPDATE'],
		filters: { includeMyOwnMessages: true, text: { values: { match: 'contains', value: 'own' } } },
	},
	people: {
		events: ['PRESENCE_UPDATE', 'CONTACTS_UPDATE'],
		filters: { chats: { values: { mode: 'restrictTo', chats: SPECIAL } } },
	},
};
export type Name = keyof typeof WORKFLOWS;
export const NAMES = Object.keys(WORKFLOWS) as Name[];

/** Messages, edits, ticks, presences and contacts in turn. */
const TURN = [
	...(['elsewhere', 'order', 'edit', 'own', 'near', 'both', 'tick', 'image', 'contact'] as const),
	'other' as const,
];
type Kind = (typeof TURN)[number];

const WANTED_BY: Record<Kind, Name[]> = {
	elsewhere: [],
	other: [],
	order: ['orders'],
	edit: ['orders'],
	both: ['orders', 'special'],
	own: ['own'],
	tick: ['own'],
	image: ['owner'],
	near: ['people'],
	contact: ['people'],
};

/** Number of messages that can be edited. It's more than a run needs: one of ten events is an edit. */
const DRAFTS = 200;

const jid = (number: string) => `${number}@s.whatsapp.net`;
const receive = '/_sim/instances/demo/receive';
const contacts = '/_sim/instances/demo/contacts';

/** Creates events. Each has a unique mark, a text by which it's recognized in a workflow's output (see {@link markOf}). */
export class MixedEvents {
	expected = this.nothing();
	private sent = 0;
	private readonly own: Array<{ chat: string; id: string }> = [];
	/** Messages that haven't been edited yet. */
	private readonly drafts: Array<{ from: string; id: string }> = [];

	constructor(private readonly stage: Stage) {}

	/** Before any workflow listens, creates the messages and the contact that later events change. */
	async prepare(): Promise<void> {
		await this.stage.sim(contacts, { number: SPECIAL, name: 'Special' });
		// If these messages were newer than the workflows, the trigger would find them, already edited, when it looks for missed messages.
		for (let index = 0; index < DRAFTS; index++) {
			const from = jid(`551192220${index % 40}`);
			const id = await this.receive({ from, kind: 'text', text: `draft ${index}` });
			this.drafts.push({ from, id });
		}
		await this.sendOwn('own first');
	}

	private readonly earlier = new Set<string>();

	begin(): void {
		for (const mark of Object.values(this.expected).flat()) this.earlier.add(mark);
		this.expected = this.nothing();
	}

	/** Tells whether a message is from an earlier test. The trigger may still recover such a message. */
	isLate = (mark: string): boolean => this.earlier.has(mark);

	async next(): Promise<void> {
		const index = this.sent++;
		const kind = TURN[index % TURN.length];
		const mark = await this.make(kind, index);
		for (const name of WANTED_BY[kind]) this.expected[name].push(mark);
	}

	private async make(kind: Kind, index: number): Promise<string> {
		const text = `${kind} ${index}`;
		const from = jid(`551194440${index % 40}`);
		switch (kind) {
			case 'elsewhere':
			case 'near': {
				const person = jid(`55119555${String(index).padStart(5, '0')}`);
				const chat = kind === 'near' ? jid(SPECIAL) : person;
				await this.receive({ from: person, chat, kind: 'presence', presence: 'composing' });
				return `presence.update ${person}`;
			}
			case 'edit': {
				const draft = this.drafts.shift();
				if (draft === undefined) throw new Error(`There were only ${DRAFTS} drafts to edit`);
				const { from: author, id: targetId } = draft;
				const edit = { kind, plain: true, targetId, text: `order ${text}` };
				await this.receive({ from: author, ...edit });
				// The server reports an edit also as an update of the message.
				this.expected.own.push(`messages.update ${targetId}`);
				return `messages.edited order ${text}`;
			}
			case 'tick': {
				const { chat, id } = this.own.shift() ?? { chat: '', id: '' };
				await this.stage.sim('/_sim/instances/demo/read', { chat });
				return `messages.update ${id}`;
			}
			case 'contact':
				await this.stage.sim(contacts, { number: SPECIAL, name: text });
				return `contacts.update ${text}`;
			case 'image': {
				const file = { mimetype: 'image/png', base64: 'iVBORw0KGgo=' };
				await this.receive({ from, kind, caption: text, ...file });
				return `messages.upsert ${text}`;
			}
			case 'own':
				await this.sendOwn(text);
				return `messages.upsert ${text}`;
			default: {
				const order = kind === 'both' ? `order of ${text}` : text;
				await this.receive({
					from: kind === 'both' ? jid(SPECIAL) : from,
					kind: 'text',
					text: order,
				});
				return `messages.upsert ${order}`;
			}
		}
	}

	/** Sends to a chat in which the contact has read all earlier messages. */
	private async sendOwn(text: string): Promise<void> {
		const chat = jid(`551193330${this.sent % 40}`);
		const id = await this.receive({ from: chat, kind: 'text', text, fromMe: true });
		this.own.push({ chat, id });
	}

	/** @returns the message's ID */
	private async receive(event: object): Promise<string> {
		const answer = (await this.stage.ask('POST', receive, event)) as { key?: { id: string } };
		return answer.key?.id ?? '';
	}

	private nothing(): Record<Name, string[]> {
		return { owner: [], orders: [], special: [], own: [], people: [] };
	}
}

interface Sent {
	readonly message?: { conversation?: string; imageMessage?: { caption: string } };
	readonly editedMessage?: { conversation: string };
	readonly keyId?: string;
	readonly presences?: object;
	readonly pushName?: string;
}

/** The value that distinguishes an event from others of its type: in the server's data, and in a workflow's item. */
const MARKS: Record<string, [inData: (data: Sent) => string | undefined, inItem: string]> = {
	'messages.upsert': [
		({ message }) => message?.conversation ?? message?.imageMessage?.caption,
		'text',
	],
	'messages.edited': [({ editedMessage }) => editedMessage?.conversation, 'text'],
	'messages.update': [({ keyId }) => keyId, 'messageId'],
	'presence.update': [({ presences }) => Object.keys(presences ?? {})[0], 'senderJid'],
	'contacts.update': [({ pushName }) => pushName, 'name'],
};

export const markOf = (item: Record<string, unknown>): string =>
	`${String(item.event)} ${String(item[MARKS[String(item.event)][1]])}`;

export const sentMarkOf = ({ event, data }: { event: string; data: unknown }): string =>
	`${event} ${String(MARKS[event][0]([data].flat()[0] as Sent))}`;
