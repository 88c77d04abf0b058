import type { Blob, Json } from '../core/data';

export type Ack = 'PENDING' | 'SERVER_ACK' | 'DELIVERY_ACK' | 'READ' | 'PLAYED' | 'ERROR';

export interface MessageKey {
	id: string;
	fromMe: boolean;
	remoteJid: string;
	participant?: string;
	/** if `remoteJid` is a LID, the phone number; if `remoteJid` is a phone number, the LID */
	remoteJidAlt?: string;
	participantAlt?: string;
	addressingMode?: 'lid' | 'pn';
	/** only with version 7.0.0-rc10 or later of the server's WhatsApp library */
	remoteJidUsername?: string;
	participantUsername?: string;
	/** only in versions 2.3.1 to 2.3.4 */
	senderPn?: string;
	previousRemoteJid?: string;
}

/** If `remoteJid` is a LID, the message is in the chat of the person's phone number. */
export const chatOf = ({ remoteJid, remoteJidAlt = remoteJid }: MessageKey) =>
	remoteJid.endsWith('@lid') ? remoteJidAlt : remoteJid;

export interface Media extends Blob {
	mimetype: string;
	fileName?: string;
}

export interface Message {
	id: string;
	key: MessageKey;
	pushName: string | null;
	messageType: string;
	/** WhatsApp's message object; bytes are Buffers here */
	message: Json;
	contextInfo?: Json | null;
	/** Unix time in seconds */
	messageTimestamp: number;
	source: string;
	instanceId: string;
	status: Ack;
	/** only in a vote: the current results of the whole poll, by option */
	pollUpdates?: Array<{ name: string; voters: string[] }>;
	/** statuses in the server's table `MessageUpdate`, oldest first */
	updates: string[];

	/** approximate size of the message in characters */
	weight: number;
	/** Unix ms */
	at: number;
	/** JID of the author */
	sender: string;
	media?: Media;
	/** reactions by the JID of the person who reacted */
	reactions: Map<string, string>;
	/** chosen options by the JID of the voter */
	votes: Map<string, string[]>;
	/** whether the server has a row for it; otherwise, only the phone knows it */
	isStored: boolean;
	/** whether it's a reaction or a vote, which is shown on another message, without its own bubble */
	attached: boolean;
	edited: boolean;
	/** the text after an edit that the server can't read, but phones show */
	shownText?: string;
	deleted: boolean;
}
