import type { Json } from '../core/data';

export interface Account {
	/** the text below the profile's name, and when it was set (ISO) */
	about: { status: string; setAt: string };
	/** how often the picture was changed; null after it was removed */
	picture: number | null;
	privacy: Json;
	/** JIDs */
	blocked: Set<string>;
	/** JIDs of chats */
	archived: Set<string>;
	/** label IDs by the JID of the chat */
	labels: Map<string, Set<string>>;
}

export const newAccount = (): Account => ({
	about: { status: 'Hey there! I am using WhatsApp.', setAt: '2023-11-14T22:13:20.000Z' },
	picture: 0,
	privacy: {
		readreceipts: 'all',
		profile: 'all',
		status: 'contacts',
		online: 'all',
		last: 'contacts',
		groupadd: 'all',
	},
	blocked: new Set(),
	archived: new Set(),
	labels: new Map(),
});
