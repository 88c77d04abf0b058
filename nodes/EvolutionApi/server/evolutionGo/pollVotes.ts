import { createDecipheriv, createHash, hkdfSync } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import { asJid, isPerson, plainJid } from '../../core/values/addresses';
import { asRecord, asRecords, firstText } from '../../core/values/answer';
import { BoundedMap } from '../../core/values/boundedMap';

// Votes arrive encrypted. Only the poll's own secret decrypts them, and the server returns that secret when it sends a poll. The
// server itself can't decrypt votes from people whom WhatsApp addresses by LID.

export interface PollSecret {
	/** In Base64. */
	readonly secret: string;
	readonly pollId: string;
}

/** Last part of the text that a vote's decryption key is derived from. WhatsApp uses exactly these words. */
const PURPOSE = 'Poll Vote';
const KEY_BYTES = 32;
const TAG_BYTES = 16;

/** Returns WhatsApp's checksum of an option. */
export const hashOption = (option: string) => createHash('sha256').update(option).digest('hex');

export interface EncryptedVote {
	/** The `pollUpdateMessage`, with keys in camel case, such as `pollCreationMessageKey`. */
	readonly update: IDataObject;
	/** `Info` of the delivery. */
	readonly info: IDataObject;
}

/**
 * Decrypts a vote. The key depends on the addresses of creator and voter. Each may be a number or a LID, so this tries all
 * known combinations.
 * @returns checksums of the chosen options; undefined if the vote can't be read
 */
export function decryptVote(vote: EncryptedVote, { secret, pollId }: PollSecret) {
	const { encPayload, encIv } = asRecord(vote.update.vote);
	const payload = Buffer.from(firstText(encPayload) ?? '', 'base64');
	const iv = Buffer.from(firstText(encIv) ?? '', 'base64');
	const key = Buffer.from(secret, 'base64');
	if (key.length !== KEY_BYTES || payload.length < TAG_BYTES || iv.length === 0) return undefined;
	for (const creator of creatorsOf(vote)) {
		for (const voter of votersOf(vote)) {
			const content = tryDecrypt(payload, iv, { key, pollId, creator, voter });
			if (content !== undefined) return readChecksums(content);
		}
	}
	return undefined;
}

/** In a vote, `fromMe` means that the voter created the poll. */
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

/** Decrypts a vote with one pair of addresses; undefined if its key was made from other addresses. */
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
	const messageKey = Buffer.from(hkdfSync('sha256', key, salt, info, KEY_BYTES));
	const decipher = createDecipheriv('aes-256-gcm', messageKey, iv, { authTagLength: TAG_BYTES });
	decipher.setAAD(Buffer.from(`${pollId}\0${voter}`));
	decipher.setAuthTag(payload.subarray(-TAG_BYTES));
	try {
		return Buffer.concat([decipher.update(payload.subarray(0, -TAG_BYTES)), decipher.final()]);
	} catch {
		return undefined;
	}
}

/** Byte that begins each checksum in a decrypted vote. The next byte is the checksum's length. */
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

interface KnownPoll {
	readonly secret: string;
	readonly options: ReadonlyMap<string, string>;
	/** For each person's JID, the checksums of the newest vote that this process has decrypted. */
	readonly votes: Map<string, readonly string[]>;
}

const MOST_POLLS = 1_000;
const MOST_VOTES = 2_000;

const knownPolls = new BoundedMap<KnownPoll>(MOST_POLLS);

export const byChecksum = (options: readonly string[]): ReadonlyMap<string, string> =>
	new Map(options.map((option) => [hashOption(option), option]));

/** @param message the server's message, which contains the poll and its secret */
export function notePoll(id: string | null, message: IDataObject): void {
	const secret = readPollSecret(message);
	if (id === null || secret === undefined || knownPolls.get(id) !== undefined) return;
	const poll = Object.entries(message).find(([key]) => key.startsWith('pollCreationMessage'))?.[1];
	const names = asRecords(asRecord(poll).options).map(({ optionName }) => String(optionName));
	if (names.length === 0) return;
	knownPolls.set(id, { secret, options: byChecksum(names), votes: new Map() });
}

const readPollSecret = (message: unknown): string | undefined =>
	firstText(asRecord(asRecord(message).messageContextInfo).messageSecret) ?? undefined;

/** @returns names of the chosen options; null if this process can't read the vote */
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

/** `selectedOptions` contains the options' checksums. */
export const votesSeen = (pollId: string): IDataObject[] =>
	[...(knownPolls.get(pollId)?.votes ?? [])].map(([voterJid, selectedOptions]) => ({
		voterJid,
		selectedOptions: [...selectedOptions],
	}));
