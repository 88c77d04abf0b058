import type { Json } from '../core/data';

/** A person in conversation with a bot of any platform. */
export interface BotSession {
	id: string;
	sessionId: string;
	remoteJid: string;
	pushName: string;
	status: 'opened' | 'closed' | 'paused';
	awaitUser: boolean;
	context: Json | null;
	/** the platform */
	type: string;
	createdAt: string;
	updatedAt: string;
	instanceId: string;
	parameters: Json;
	botId: string;
}

/** A platform's data of an instance: database rows. */
export interface BotStore {
	bots: Map<string, Json>;
	settings: Json | null;
}

export interface Chatbots {
	/** by the platform's name */
	stores: Map<string, BotStore>;
	/** of all platforms, oldest first */
	sessions: BotSession[];
	/** OpenAI credentials, by id */
	credentials: Map<string, Json>;
}

export const newChatbots = (): Chatbots => ({
	stores: new Map(),
	sessions: [],
	credentials: new Map(),
});

const MAX_SESSIONS = 5000;

/** Adds a session; the oldest go when there are too many. */
export function addSession(chatbots: Chatbots, session: BotSession): void {
	chatbots.sessions.push(session);
	if (chatbots.sessions.length > MAX_SESSIONS) chatbots.sessions.shift();
}
