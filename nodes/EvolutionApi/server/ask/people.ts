import type { IExecuteFunctions } from 'n8n-workflow';

import { inParallel } from '../../core/concurrency/limiter';
import { RequestFailure, undefinedIfRefused } from '../../errors/failure';
import type { Connection, Target } from '../adapter';
import {
	comparable,
	asJid,
	isLid,
	isPhone,
	nameOrNull,
	spellings,
} from '../../core/values/addresses';
import { asRecord, asRecords, asTexts } from '../../core/values/answer';
import { ask } from '../connection';
import { lookUpLids, lookUpNumbers } from './numbers';
import { shareInRun } from '../account';

export interface Member {
	readonly addresses: readonly string[];
	readonly name: string | null;
	readonly isAdmin: boolean;
}

/**
 * Returns the members, including the account. Newer servers return each member's number and LID, even if numbers are hidden.
 * @throws {RequestFailure} if the server refuses
 */
export async function groupMembers(target: Target, group: string): Promise<readonly Member[]> {
	const answer = await ask(target, {
		method: 'GET',
		route: '/group/participants/{instance}',
		query: { groupJid: group },
		idempotent: true,
	});
	return readMembers(asRecord(answer).participants);
}

/** @throws {RequestFailure} if the server refuses */
export async function fetchAllMembers(target: Target): Promise<readonly Member[]> {
	const groups = await ask(target, {
		method: 'GET',
		route: '/group/fetchAllGroups/{instance}',
		query: { getParticipants: true },
		idempotent: true,
	});
	return asRecords(groups).flatMap(({ participants }) => readMembers(participants));
}

const readMembers = (participants: unknown): Member[] =>
	asRecords(participants).map(({ id, jid, lid, phoneNumber, name, admin }) => ({
		addresses: asTexts([id, jid, lid, phoneNumber]),
		name: nameOrNull(name, [id, jid, lid, phoneNumber]),
		isAdmin: admin === 'admin' || admin === 'superadmin',
	}));

/**
 * Finds the account's LID among the members of a group. @param owner JID with the account's phone number
 * @returns null if the members include no LID of the account; undefined if the server refuses to list the members
 * @throws {RequestFailure} if the server can't answer now
 */
export async function ownLid(
	target: Target,
	group: string,
	owner: string,
): Promise<string | null | undefined> {
	const members = await groupMembers(target, group).catch(undefinedIfRefused);
	const own = members?.find(({ addresses }) =>
		addresses.some((jid) => comparable(jid) === comparable(owner)),
	);
	return members && (own?.addresses.find(isLid) ?? null);
}

interface OtherAddress {
	readonly address: string;
	readonly foundIn: 'groups' | 'messages' | 'whatsapp';
}

const LOOKUPS_AT_ONCE = 10;

/**
 * Maps LIDs to the numbers that the server knows, because a person's messages may be stored under either address. `lookUp` sends
 * few requests: it asks only about LIDs, which are rare among recipients, and about each LID once.
 */
export class People {
	/** For each LID, the first of its number's {@link spellings}; undefined if the server doesn't know the number. */
	private readonly numbers = new Map<string, string | undefined>();
	private readonly lids = new Map<string, string[]>();

	/** Fetched once, when no other source knows an address. */
	private members?: Promise<readonly Member[]>;

	private readonly target: Target & { readonly context: IExecuteFunctions };

	constructor(context: IExecuteFunctions, connection: Connection, instance: string) {
		this.target = { context, connection, instance };
	}

	/** @param number in any spelling; undefined if the server doesn't know it */
	learn(lid: string, number: string | undefined): void {
		if (this.numbers.get(lid) !== undefined) return;
		const first = number === undefined ? undefined : spellings(number)[0];
		this.numbers.set(lid, first);
		if (first !== undefined) this.lids.set(first, [...(this.lids.get(first) ?? []), lid]);
	}

	/** @throws {RequestFailure} if a request fails */
	async lookUp(addresses: Iterable<string>): Promise<void> {
		const lids = new Set([...addresses].filter((jid) => isLid(jid) && !this.numbers.has(jid)));
		const failures: unknown[] = [];
		await inParallel(this.target.context, LOOKUPS_AT_ONCE, [...lids], async (lid) => {
			await this.findNumber(lid).then(
				(number) => this.learn(lid, number),
				(error: unknown) => failures.push(error),
			);
			return failures.length === 0;
		});
		if (failures.length > 0) throw failures[0];
	}

	private async findNumber(lid: string): Promise<string | undefined> {
		const { store } = this.target.connection.server;
		if (store === undefined) return undefined;
		const inMessages = await store.otherAddress(this.target, lid);
		return inMessages ?? (await this.otherInGroups(lid).catch(undefinedIfRefused));
	}

	/** Returns the LID of a number, or the number of a LID; undefined if the server doesn't know it, or a request fails. */
	async otherAddress(address: string): Promise<string | undefined> {
		const jid = asJid(address);
		const lastAnswer = isLid(jid) ? this.numbers.get(jid) : this.lids.get(spellings(jid)[0])?.[0];
		if (lastAnswer !== undefined) return lastAnswer;
		const answer = await this.askOther(jid).catch(undefinedIfFailed);
		const other = answer ?? (await this.otherInGroups(jid).catch(undefinedIfFailed));
		if (other === undefined) return undefined;
		if (isLid(jid)) this.learn(jid, other);
		else this.learn(other, jid);
		return other;
	}

	/**
	 * Returns a person's {@link otherAddress}, to try after WhatsApp rejected `address`. Undefined if the server would convert
	 * the other address back to `address`, as Evolution API does for many people. Also undefined for Evolution Go, whose library
	 * already sends to the LID of most accounts.
	 */
	async otherDestination(address: string): Promise<string | undefined> {
		if (this.target.connection.server.store === undefined) return undefined;
		const other = await this.otherAddress(address);
		if (other === undefined) return undefined;
		const lookUp = await lookUpNumbers(this.target, [other]);
		const destination = 'jids' in lookUp ? lookUp.jids.get(other) : undefined;
		const isOther =
			typeof destination === 'string' && comparable(destination) === comparable(other);
		return isOther ? other : undefined;
	}

	/** @throws {RequestFailure} if the request fails */
	async findOther(jid: string): Promise<OtherAddress | undefined> {
		const address = await this.askOther(jid);
		const hasStore = this.target.connection.server.store !== undefined;
		if (address !== undefined) return { address, foundIn: hasStore ? 'messages' : 'whatsapp' };
		const inGroups = await this.otherInGroups(jid);
		return inGroups === undefined ? undefined : { address: inGroups, foundIn: 'groups' };
	}

	private async askOther(jid: string): Promise<string | undefined> {
		const { target } = this;
		const { store } = target.connection.server;
		if (store !== undefined) return await store.otherAddress(target, jid);
		// WhatsApp doesn't reveal the number of a LID.
		return isLid(jid) ? undefined : (await lookUpLids(target, [jid]))[0]?.[1];
	}

	/** @throws {RequestFailure} if the server refuses */
	private async otherInGroups(address: string): Promise<string | undefined> {
		this.members ??= fetchAllMembers(this.target);
		const name = comparable(address);
		const member = (await this.members).find(({ addresses }) =>
			addresses.some((own) => comparable(own) === name),
		);
		return member?.addresses.find(isLid(address) ? isPhone : isLid);
	}

	/** Returns all addresses of a person: the same list, whichever address is passed. */
	namesFor(address: string): string[] {
		const numbers = spellings(this.numbers.get(address) ?? address);
		const lids = this.lids.get(numbers[0]) ?? [];
		return [...numbers, ...[...lids].sort()];
	}
}

export const sharePeople = (target: Target & { readonly context: IExecuteFunctions }): People =>
	shareInRun(
		target,
		'people',
		() => new People(target.context, target.connection, target.instance),
	);

/**
 * @param addresses all known addresses of a person or group
 * @returns the same addresses; for a person known only by LID, also the number, if the server knows it
 */
export async function withNumber(
	target: Parameters<typeof sharePeople>[0],
	addresses: readonly string[],
): Promise<readonly string[]> {
	const lid = addresses.some(isPhone) ? undefined : addresses.find(isLid);
	const number = lid && (await sharePeople(target).otherAddress(lid));
	return number === undefined ? addresses : [...addresses, number];
}

function undefinedIfFailed(error: unknown): undefined {
	if (!(error instanceof RequestFailure)) throw error;
}
