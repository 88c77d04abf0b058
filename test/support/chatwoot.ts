import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Instance } from '../../simulator/state/instance';
import type { Simulator } from '../../simulator/server';
import { httpRequest } from './httpRequest';

// Simulates Chatwoot with one agent, connected to a simulator's instance `demo`. The format of its webhook events, and the fact that
// the server copies all messages except the agents' own into Chatwoot, were observed with a real Evolution API 2.3.7.

interface Noted {
	readonly content: string;
	readonly isPrivate: boolean;
}

interface Conversation {
	readonly id: number;
	/** the chat's JID */
	readonly chat: string;
	status: 'open' | 'resolved';
	labels: string[];
	team?: number;
	readonly notes: Noted[];
}

const AGENT = { id: 7, name: 'Bia', type: 'user' };
/** The Chatwoot user whose access token the server has. */
const ADMIN = { id: 1, name: 'Admin', type: 'user' };

export class Chatwoot {
	webhook?: string;
	refused = 0;
	private readonly conversations = new Map<string, Conversation>();
	private readonly knownIds = new Set<string>();
	private messages = 0;
	private readonly server = createServer((request, response) => {
		void this.answer(request).then(({ status, body }) => {
			response.writeHead(status, { 'content-type': 'application/json' });
			response.end(JSON.stringify(body));
		});
	});

	constructor(private readonly simulator: () => Simulator) {}

	async start(): Promise<void> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
	}

	async connect(): Promise<void> {
		await this.ask('/chatwoot/set/demo', {
			enabled: true,
			accountId: '1',
			token: 'token',
			url: this.url,
			signMsg: true,
			reopenConversation: true,
			conversationPending: false,
		});
	}

	async close(): Promise<void> {
		await new Promise((resolve) => this.server.close(resolve));
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	get credential() {
		const data = { name: 'api_access_token', value: 'token' };
		return { name: 'Chatwoot', type: 'httpHeaderAuth', data };
	}

	/** The first call creates the conversation. */
	of(person: string): Conversation {
		const chat = `${person}@s.whatsapp.net`;
		const { conversations } = this.demo;
		const counter = conversations.get(chat) ?? { id: conversations.size + 1, messages: 0 };
		conversations.set(chat, counter);
		const conversation = this.conversations.get(chat) ?? {
			id: counter.id,
			chat,
			status: 'open',
			labels: [],
			notes: [],
		};
		this.conversations.set(chat, conversation);
		return conversation;
	}

	/** The agent answers: Chatwoot posts the event to the webhook, then the server sends the message. */
	async agentWrites(person: string, content: string): Promise<void> {
		await this.tell(this.of(person), { content, message_type: 'outgoing', sender: AGENT });
		const text = `*${AGENT.name}:*\n${content}`;
		const { key } = await this.ask('/message/sendText/demo', { number: person, text });
		this.knownIds.add(String(Object(key).id));
	}

	async agentNotes(person: string, content: string): Promise<void> {
		const note = { content, message_type: 'outgoing', sender: AGENT, private: true };
		await this.tell(this.of(person), note);
	}

	async assign(person: string): Promise<void> {
		const changed = { assignee_id: { previous_value: null, current_value: AGENT.id } };
		await this.tellChange(this.of(person), 'conversation_updated', changed);
	}

	async resolve(person: string): Promise<void> {
		const conversation = this.of(person);
		conversation.status = 'resolved';
		const changed = { status: { previous_value: 'open', current_value: 'resolved' } };
		await this.tellChange(conversation, 'conversation_status_changed', changed);
	}

	async copy(): Promise<void> {
		const all = [...this.demo.messages.newestFirst()].reverse();
		for (const { key, message } of all) {
			if (this.knownIds.has(key.id) || !key.remoteJid.endsWith('@s.whatsapp.net')) continue;
			this.knownIds.add(key.id);
			const [person] = key.remoteJid.split('@');
			await this.tell(this.of(person), {
				content: message.conversation,
				message_type: key.fromMe ? 'outgoing' : 'incoming',
				sender: key.fromMe ? ADMIN : { id: 101, name: 'Ana', type: 'contact' },
				source_id: `WAID:${key.id}`,
			});
		}
	}

	private get demo(): Instance {
		const instance = this.simulator().state.instances.get('demo');
		if (!instance) throw new Error('There is no demo');
		return instance;
	}

	private async tell(conversation: Conversation, message: object): Promise<void> {
		await this.post({
			event: 'message_created',
			id: ++this.messages,
			private: false,
			source_id: null,
			content_type: 'text',
			...message,
			inbox: { id: 5, name: 'demo' },
			conversation: viewOf(conversation),
			account: { id: 1, name: 'Shop' },
		});
	}

	private async tellChange(
		conversation: Conversation,
		event: string,
		changed: Record<string, object>,
	): Promise<void> {
		const entries = Object.entries(changed).map(([name, value]) => ({ [name]: value }));
		await this.post({ ...viewOf(conversation), event, changed_attributes: entries });
	}

	private async post(body: object): Promise<void> {
		if (this.webhook === undefined) return;
		const headers = { 'content-type': 'application/json' };
		await httpRequest(this.webhook, 'POST', headers, JSON.stringify(body));
	}

	private async ask(route: string, body: object): Promise<Record<string, unknown>> {
		const { url, key } = this.simulator();
		const headers = { 'content-type': 'application/json', apikey: key };
		const { text } = await httpRequest(url + route, 'POST', headers, JSON.stringify(body));
		return JSON.parse(text) as Record<string, unknown>;
	}

	private async answer(request: IncomingMessage): Promise<{ status: number; body: object }> {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		if (request.headers.api_access_token !== 'token') {
			this.refused++;
			return { status: 401, body: { error: 'Invalid Access Token' } };
		}
		const found = /^\/api\/v1\/accounts\/1\/conversations\/(\d+)\/(\w+)$/.exec(request.url ?? '');
		const conversation = [...this.conversations.values(), ...this.unseen()].find(
			({ id }) => id === Number(found?.[1]),
		);
		if (conversation === undefined) return { status: 404, body: { error: 'Not found' } };
		if (request.method === 'GET') return { status: 200, body: { payload: conversation.labels } };
		const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
		if (found?.[2] === 'labels') conversation.labels = body.labels as string[];
		if (found?.[2] === 'assignments') conversation.team = Number(body.team_id);
		if (found?.[2] === 'messages') {
			const note = { content: String(body.content), isPrivate: body.private === true };
			conversation.notes.push(note);
			await this.tell(conversation, { ...body, sender: ADMIN });
		}
		return { status: 200, body: { id: conversation.id } };
	}

	private unseen(): Conversation[] {
		return [...this.demo.conversations.keys()].map((chat) => this.of(chat.split('@')[0]));
	}
}

const viewOf = ({ id, chat, status, labels }: Conversation) => ({
	id,
	inbox_id: 5,
	status,
	labels,
	meta: {
		sender: { identifier: chat, phone_number: `+${chat.split('@')[0]}`, type: 'contact' },
		assignee: null,
	},
});
