import { rowId, token, uuid } from '../core/ids';
import type { Json } from '../core/data';
import { type Account, newAccount } from './account';
import { type Chatbots, newChatbots } from './chatbots';
import type { Config } from './config';
import type { Plan } from './plans';
import { MessageStore } from './store';

export type Integration = 'WHATSAPP-BAILEYS' | 'WHATSAPP-BUSINESS' | 'EVOLUTION';
export const INTEGRATIONS: readonly string[] = [
	'WHATSAPP-BAILEYS',
	'WHATSAPP-BUSINESS',
	'EVOLUTION',
];

export interface QrCode {
	pairingCode: string | null;
	code: string;
	/** PNG data URI */
	base64: string;
	count: number;
}

export interface Webhook {
	id: string;
	url: string;
	headers: Json | null;
	enabled: boolean;
	events: string[];
	webhookByEvents: boolean;
	webhookBase64: boolean;
	createdAt: string;
	updatedAt: string;
	instanceId: string;
}

export interface Contact {
	id: string;
	jid: string;
	name: string;
	createdAt: string;
	updatedAt: string;
}

export interface Participant {
	id: string;
	admin: 'superadmin' | 'admin' | null;
	/** the number next to it, if `id` is a LID */
	phoneNumber?: string;
}

export interface Group {
	id: string;
	subject: string;
	owner: string;
	/** seconds */
	creation: number;
	participants: Participant[];
	/** author and time (seconds) of the last subject; else the owner at the creation */
	subjectOwner?: string;
	subjectTime?: number;
	desc?: string;
	descId?: string;
	/** only admins write */
	announce?: boolean;
	/** only admins change subject, picture and description */
	restrict?: boolean;
	/** false: only admins add members */
	memberAddMode?: boolean;
	/** admins have to approve people who join by the link */
	joinApproval?: boolean;
	/** it is a community, or the group for its announcements; the community that it belongs to */
	isCommunity?: boolean;
	isCommunityAnnounce?: boolean;
	linkedParent?: string;
	/** seconds after which messages disappear */
	ephemeral?: number;
	/** how often the picture was changed */
	picture?: number;
	/** created at the first request */
	inviteCode?: string;
}

interface Label {
	id: string;
	name: string;
	color: string;
	predefinedId: string | null;
}

export interface Instance {
	id: string;
	name: string;
	integration: Integration;
	token: string;
	number: string | null;
	businessId: string | null;
	state: 'close' | 'connecting' | 'open';
	/** the phone was scanned and not logged out: it reconnects without a QR code */
	paired: boolean;
	/** events are stored but not sent, until it's restarted */
	isSilent: boolean;
	/** a connection was tried since the server started */
	hasClient: boolean;
	ownerJid: string | null;
	profileName: string | null;
	disconnection: { code: number; object: string; at: string } | null;
	qr: QrCode | null;
	qrCount: number;
	/** the list of instances shows it as connecting, although the QR codes have expired */
	rowSaysConnecting: boolean;
	presence: string;
	settings: Json;
	settingsId: string;
	webhook: Webhook | null;
	/** the rows of proxy, chatwoot and the event transports, see rows.ts */
	extras: Record<string, Json>;
	/** Chatwoot's data of the chats, by JID: the number of the conversation, and its number of messages */
	conversations: Map<string, { id: number; messages: number }>;
	chatbots: Chatbots;
	/** message templates of the Business account; null until the first request */
	templates: Json[] | null;
	account: Account;
	contacts: Map<string, Contact>;
	groups: Map<string, Group>;
	/** number of messages received in each group */
	received: Map<string, number>;
	labels: Map<string, Label>;
	messages: MessageStore;
	/** automatic actions of the phone's side after our messages */
	plans: Plan[];
	/** steps of plans that could not be done */
	planFailures: Json[];
	createdAt: string;
	updatedAt: string;
}

interface NewInstance {
	name: string;
	integration: Integration;
	token?: string;
	number?: string;
	businessId?: string;
	settings?: Json;
}

export const defaultSettings = (): Json => ({
	rejectCall: false,
	msgCall: '',
	groupsIgnore: false,
	alwaysOnline: false,
	readMessages: false,
	readStatus: false,
	syncFullHistory: false,
	wavoipToken: '',
});

/** A new instance; the two channels without a phone are open from the start. */
export function newInstance(details: NewInstance, config: Config): Instance {
	const isPhone = details.integration === 'WHATSAPP-BAILEYS';
	const now = new Date().toISOString();
	return {
		id: uuid(),
		name: details.name,
		integration: details.integration,
		token: details.token ?? token(),
		number: details.number ?? null,
		businessId: details.businessId ?? null,
		state: isPhone ? 'close' : 'open',
		paired: false,
		isSilent: false,
		hasClient: !isPhone,
		ownerJid: null,
		profileName: null,
		disconnection: null,
		qr: null,
		qrCount: 0,
		rowSaysConnecting: false,
		presence: 'available',
		settings: { ...defaultSettings(), ...details.settings },
		settingsId: rowId(),
		webhook: null,
		extras: {},
		conversations: new Map(),
		chatbots: newChatbots(),
		templates: null,
		account: newAccount(),
		contacts: new Map(),
		groups: new Map(),
		received: new Map(),
		labels: new Map(),
		messages: new MessageStore(config, rowId),
		plans: [],
		planFailures: [],
		createdAt: now,
		updatedAt: now,
	};
}
