import type { Json } from '../core/data';
import type { Instance } from '../state/instance';
import type { Media, Message } from '../state/message';

/** Who writes, and where. */
export interface Origin {
	chat: string;
	sender: string;
	fromMe: boolean;
	pushName: string;
	/** of the person, if WhatsApp uses that instead of the number */
	lid?: string;
	/** of the person, from WhatsApp libraries that tell it */
	username?: string;
}

/** What arrives; `attached`: it is shown on another message, without a bubble of its own. */
export interface Incoming {
	messageType: string;
	message: Json;
	contextInfo?: Json | null;
	media?: Media;
	pollUpdates?: Message['pollUpdates'];
	attached?: true;
}

/** How a kind of message is read from what the control API was given. */
export type Kind = (instance: Instance, origin: Origin, body: Json) => Incoming;
