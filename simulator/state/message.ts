import type { Blob, Json } from '../core/data';

export type Ack = 'PENDING' | 'SERVER_ACK' | 'DELIVERY_ACK' | 'READ' | 'PLAYED' | 'ERROR';

export interface MessageKey {
	id: string;
	fromMe: boolean;
	remoteJid: string;
	participant?: string;
	/** the other address of the chat or of the author: phone number and LID */
	remoteJidAlt?: string;
	participantAlt?: string;
	addressingMode?: 'lid' | 'pn';
	/** from 7.0.0-rc10 of the server's WhatsApp library on */
	remoteJidUsername?: string;
	participantUsername?: string;
	/** 2.3.1 to 2.3.4 */
	senderPn?: string;
	previousRemoteJid?: string;
}

/** The chat on the phone: that of a LID is the chat with its number. */
export const chatOf = ({ remoteJid, remoteJidAlt = remoteJid }: MessageKey) =>
	remoteJid.endsWith('@lid') ? remoteJidAlt : remoteJid;

export interface Media extends Blob {
	mimetype: string;
	fileName?: string;
}

/** One stored message: the server's columns, and then values for the phone page. */
export interface Message {
	/** database row id */
	id: string;
	key: MessageKey;
	pushName: string | null;
	messageType: string;
	/** WhatsApp's message object; bytes are Buffers here, see wire.ts */
	message: Json;
	contextInfo?: Json | null;
	/** seconds */
	messageTimestamp: number;
	source: string;
	instanceId: string;
	status: Ack;
	/** poll votes carry the whole result */
	pollUpdates?: Array<{ name: string; voters: string[] }>;
	/** later statuses, oldest first */
	updates: string[];

	/** its approximate size in characters */
	weight: number;
	/** milliseconds */
	at: number;
	/** who wrote it */
	sender: string;
	media?: Media;
	/** by the JID of the person who reacted */
	reactions: Map<string, string>;
	/** by the JID of the voter */
	votes: Map<string, string[]>;
	/** the server has a row of it; else only the phone knows it */
	isStored: boolean;
	/** a reaction or a vote: shown on another message, without its own bubble */
	attached: boolean;
	edited: boolean;
	/** the text after an edit that the server cannot read: the phones show it */
	shownText?: string;
	deleted: boolean;
}
