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
	/** the number, if `id` is a LID */
	phoneNumber?: string;
}

export interface Group {
	id: string;
	subject: string;
	owner: string;
	/** Unix time in seconds */
	creation: number;
	participants: Participant[];
	/** author and time (Unix seconds) of the last change of the subject; by default, `owner` and `creation` */
	subjectOwner?: string;
	subjectTime?: number;
	desc?: string;
	descId?: string;
	/** only admins can write */
	announce?: boolean;
	/** only admins can change subject, picture and description */
	restrict?: boolean;
	/** false if only admins can add members */
	memberAddMode?: boolean;
	joinApproval?: boolean;
	isCommunity?: boolean;
	isCommunityAnnounce?: boolean;
	linkedParent?: string;
	/** seconds after which messages disappear */
	ephemeral?: number;
	/** how often the picture was changed */
	picture?: number;
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
	/** the phone has scanned a code and hasn't logged out, so it reconnects without a QR code */
	paired: boolean;
	/** events are stored but not sent, until the instance is restarted */
	isSilent: boolean;
	/** since the server started, the instance has tried to connect */
	hasClient: boolean;
	ownerJid: string | null;
	profileName: string | null;
	disconnection: { code: number; object: string; at: string } | null;
	qr: QrCode | null;
	qrCount: number;
	/** the list of instances shows this one as connecting, although its QR codes have expired */
	rowSaysConnecting: boolean;
	presence: string;
	settings: Json;
	settingsId: string;
	webhook: Webhook | null;
	/** database rows of the proxy, Chatwoot and the event transports */
	extras: Record<string, Json>;
	/** Chatwoot's data of each chat, by JID: the number of the conversation, and how many messages it has */
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
	plans: Plan[];
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

/** Instances without a phone (`WHATSAPP-BUSINESS`, `EVOLUTION`) are connected from the start. */
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
