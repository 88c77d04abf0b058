import { createDecipheriv, createHash, hkdfSync } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import { asJid, isPerson, plainJid } from '../../core/values/addresses';
import { asRecord, asRecords, firstText } from '../../core/values/answer';
import { BoundedMap } from '../../core/values/boundedMap';

// A vote is delivered as the phone has encrypted it. Whoever has the poll's own secret can decrypt it, and the server gives
// that to who sends the poll. The server itself cannot decrypt votes of people whom WhatsApp addresses by LID.

/** What makes the votes of a poll readable. */
export interface PollSecret {
	/** In Base64. */
	readonly secret: string;
	readonly pollId: string;
}

/** Beside the poll and both sides, it is mixed into the key of a vote. */
const PURPOSE = 'Poll Vote';
const KEY_BYTES = 32;
const TAG_BYTES = 16;

/** As WhatsApp names an option. */
export const hashOption = (option: string) => createHash('sha256').update(option).digest('hex');

/** A vote as the server delivers it, by the names of WhatsApp's other clients. */
export interface EncryptedVote {
	/** `pollUpdateMessage` */
	readonly update: IDataObject;
	/** `Info` of the delivery. */
	readonly info: IDataObject;
}

/**
 * WhatsApp mixes the address of who made the poll and of who votes into the key: by number or by LID, whichever their
 * phones use. So all that are known are tried.
 * @returns checksums of the options that were chosen; undefined if the vote cannot be read
 */
export function decryptVote(vote: EncryptedVote, { secret, pollId }: PollSecret) {
	const { encPayload, encIv } = asRecord(vote.update.vote);
	const payload = Buffer.from(firstText(encPayload) ?? '', 'base64');
	const iv = Buffer.from(firstText(encIv) ?? '', 'base64');
	const key = Buffer.from(secret, 'base64');
	if (key.length !== KEY_BYTES || payload.length < TAG_BYTES || iv.length === 0) return undefined;
	for (const creator of creatorsOf(vote)) {
		for (const voter of votersOf(vote)) {
			const read = tryDecrypt(payload, iv, { key, pollId, creator, voter });
			if (read !== undefined) return readChecksums(read);
		}
	}
	return undefined;
}

/** In the key of the poll, as the voter sees it. Who votes in a poll of their own made it. */
function creatorsOf({ update, info }: EncryptedVote): string[] {
	const { remoteJid, participant, fromMe } = asRecord(update.pollCreationMessageKey);
	const voters = fromMe === true ? votersOf({ update, info }) : [];
	return people([participant, remoteJid, ...voters, info.RecipientAlt]);
}

const votersOf = ({ info: { Sender, SenderAlt, Chat } }: EncryptedVote): string[] =>
	people([Sender, SenderAlt, Chat]);

function people(addresses: readonly unknown[]): string[] {
	const jids = addresses.flatMap((address) => {
		const text = firstText(address);
		return text === null ? [] : asJid(plainJid(text));
	});
	return [...new Set(jids)].filter(isPerson);
}

/** Undefined for another key than that of the vote. */
function tryDecrypt(
	payload: Buffer,
	iv: Buffer,
	parts: {
		readonly key: Buffer;
		readonly pollId: string;
		readonly creator: string;
		readonly voter: string;
	},
): Buffer | undefined {
	const { key, pollId, creator, voter } = parts;
	const salt = Buffer.alloc(KEY_BYTES);
	const info = `${pollId}${creator}${voter}${PURPOSE}`;
	const derived = Buffer.from(hkdfSync('sha256', key, salt, info, KEY_BYTES));
	const decipher = createDecipheriv('aes-256-gcm', derived, iv, { authTagLength: TAG_BYTES });
	decipher.setAAD(Buffer.from(`${pollId}\0${voter}`));
	decipher.setAuthTag(payload.subarray(-TAG_BYTES));
	try {
		return Buffer.concat([decipher.update(payload.subarray(0, -TAG_BYTES)), decipher.final()]);
	} catch {
		return undefined;
	}
}

/** Field 1 of a message of protocol buffers, with a length: the only one that a vote has. */
const CHECKSUM_FIELD = 0x0a;

function readChecksums(vote: Buffer): string[] {
	const checksums: string[] = [];
	for (let at = 0; at + 1 < vote.length && vote[at] === CHECKSUM_FIELD; ) {
		const end = at + 2 + vote.readUInt8(at + 1);
		checksums.push(vote.subarray(at + 2, end).toString('hex'));
		at = end;
	}
	return checksums;
}

/** A poll of which this process has seen the secret: it was sent here, or was delivered. */
interface KnownPoll {
	readonly secret: string;
	/** By checksum. */
	readonly options: ReadonlyMap<string, string>;
	/** The newest vote of each person that was read here. */
	readonly votes: Map<string, readonly string[]>;
}

const MOST_POLLS = 1_000;
const MOST_VOTES = 2_000;

/** By the ID of the poll, which is random. The oldest is forgotten first. */
const knownPolls = new BoundedMap<KnownPoll>(MOST_POLLS);

/** By checksum. */
export const byChecksum = (options: readonly string[]): ReadonlyMap<string, string> =>
	new Map(options.map((option) => [hashOption(option), option]));

/** Remembers a poll. @param message as the server gives it, which has the secret beside the poll */
export function notePoll(id: string | null, message: IDataObject): void {
	const secret = readPollSecret(message);
	if (id === null || secret === undefined || knownPolls.get(id) !== undefined) return;
	const poll = Object.entries(message).find(([key]) => key.startsWith('pollCreationMessage'))?.[1];
	const names = asRecords(asRecord(poll).options).map(({ optionName }) => String(optionName));
	if (names.length === 0) return;
	knownPolls.set(id, { secret, options: byChecksum(names), votes: new Map() });
}

/** In Base64; undefined in a message that has none. */
const readPollSecret = (message: unknown): string | undefined =>
	firstText(asRecord(asRecord(message).messageContextInfo).messageSecret) ?? undefined;

/** @returns names of the options that were chosen, of a poll that is known here; null if nobody can tell */
export function readKnownVote(vote: EncryptedVote): string[] | null {
	const pollId = firstText(asRecord(vote.update.pollCreationMessageKey).id);
	const poll = pollId === null ? undefined : knownPolls.get(pollId);
	if (pollId === null || poll === undefined) return null;
	const checksums = decryptVote(vote, { secret: poll.secret, pollId });
	if (checksums === undefined) return null;
	const [voter] = votersOf(vote);
	if (voter !== undefined && poll.votes.size < MOST_VOTES) poll.votes.set(voter, checksums);
	return checksums.map((checksum) => poll.options.get(checksum) ?? checksum);
}

/** What was read here of the votes of a poll, with checksums, as the server names them. */
export const votesSeen = (pollId: string): IDataObject[] =>
	[...(knownPolls.get(pollId)?.votes ?? [])].map(([voterJid, selectedOptions]) => ({
		voterJid,
		selectedOptions: [...selectedOptions],
	}));
