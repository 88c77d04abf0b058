import type { Json } from '../core/data';
import type { Instance } from '../state/instance';
import type { Media, Message } from '../state/message';

export interface Origin {
	chat: string;
	sender: string;
	fromMe: boolean;
	pushName: string;
	/** the person's LID, if WhatsApp uses it instead of the number */
	lid?: string;
	username?: string;
}

/** `attached` messages are shown on another message, without their own bubble. */
export interface Incoming {
	messageType: string;
	message: Json;
	contextInfo?: Json | null;
	media?: Media;
	pollUpdates?: Message['pollUpdates'];
	attached?: true;
}

export type Kind = (instance: Instance, origin: Origin, body: Json) => Incoming;
