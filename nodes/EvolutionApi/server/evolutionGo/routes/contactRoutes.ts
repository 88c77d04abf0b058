import type { IDataObject } from 'n8n-workflow';

import { RequestFailure, type Failure } from '../../../errors/failure';
import { comparable, asJid, isPhone } from '../../../core/values/addresses';
import { isRecord, asRecord, asRecords, textOrNull, asTexts } from '../../../core/values/answer';
import { textBefore } from '../../../core/values/text';
import { isAddress } from './mediaRoutes';
import { readOutgoingBody } from './outgoing';
import { refuseIf, type GoRoutes, type GoCall } from './route';

const readJid = (call: GoCall) => asJid(String(readOutgoingBody(call).number));

const toDigits = (address: string) => textBefore('@', address).replace(/\D/g, '');

/** Failure for an answer without a result: the server reports success although it couldn't ask WhatsApp. */
const NO_ANSWER: Failure = {
	message: 'The server could not look the numbers up',
	description: 'Evolution Go answered without a result. Check the connection of the instance.',
	isUnclear: true,
};

/**
 * Looks up numbers: `POST /user/check`. WhatsApp expects a plus sign, and `formatJid: false` skips the server's country rules.
 * The answer may have another order than the request. A number that is missing in it may still be on WhatsApp.
 * @returns the entry `{ Query, IsInWhatsapp, RemoteJID, LID, … }` of each number, in the order of `numbers`
 * @throws {RequestFailure} if the lookup fails
 */
async function checkNumbers(
	call: GoCall,
	numbers: readonly string[],
): Promise<readonly IDataObject[]> {
	const body = { number: numbers.map((number) => `+${toDigits(number)}`), formatJid: false };
	const request = { method: 'POST', path: '/user/check', body, idempotent: true } as const;
	const users = asRecords(asRecord(await call.go(request)).Users);
	const matches = numbers.map((number) =>
		users.find(({ Query }) => toDigits(String(Query)) === toDigits(number)),
	);
	const rest = users.filter((user) => !matches.includes(user));
	const missing = matches.filter((entry) => entry === undefined).length;
	// If only one number has no result, and only one result has no number, they belong together.
	const spare = missing === 1 && rest.length === 1 ? rest : [];
	const entries = matches.flatMap((entry) => (entry === undefined ? spare : [entry]));
	if (entries.length !== numbers.length) throw new RequestFailure(NO_ANSWER);
	return entries;
}

/** `POST /user/info`: WhatsApp's details of a person; undefined if the number isn't on WhatsApp. */
async function fetchUser(call: GoCall, jid: string): Promise<IDataObject | undefined> {
	const request = { method: 'POST', path: '/user/info', body: { number: [jid] } } as const;
	const users = asRecord(asRecord(await call.go({ ...request, idempotent: true })).Users);
	const user = users[jid] ?? Object.values(users)[0];
	return isRecord(user) ? user : undefined;
}

/**
 * Looks up the LID of a number, in the server's own store or on WhatsApp. Null if neither knows the LID.
 * @throws {RequestFailure} if the lookup fails
 */
export async function fetchLid(call: GoCall, number: string): Promise<string | null> {
	const [entry] = await checkNumbers(call, [number]);
	return textOrNull(entry?.LID) ?? textOrNull((await fetchUser(call, number))?.LID);
}

function readUserJid({ RemoteJID, JID }: IDataObject): string | null {
	const jids = [RemoteJID, JID].flatMap((jid) => textOrNull(jid) ?? []);
	return jids.find(isPhone) ?? jids[0] ?? null;
}

const NO_PICTURE =
	/no profile picture found|does not have a profile picture|has hidden their profile picture/i;

async function fetchPicture(call: GoCall, number: string): Promise<string | null> {
	const body = { number, preview: false };
	const result = await call.tryGo({ method: 'POST', path: '/user/avatar', body });
	if (!('failure' in result)) return textOrNull(asRecord(asRecord(result.body).data).url);
	if (NO_PICTURE.test(result.failure.message)) return null;
	throw new RequestFailure(result.failure);
}

/** @throws an error that isn't a {@link RequestFailure} */
function nullIfFailed(error: unknown): null {
	if (error instanceof RequestFailure) return null;
	throw error;
}

const nameOf = ({ FullName, PushName, BusinessName, FirstName }: IDataObject) =>
	[FullName, PushName, BusinessName, FirstName].map(textOrNull).find((name) => name !== null) ??
	null;

export const contactRoutes = {
	async 'POST /chat/updateBlockStatus/{instance}'(call) {
		const path = readOutgoingBody(call).status === 'block' ? '/user/block' : '/user/unblock';
		return await call.go({ method: 'POST', path, body: { number: readJid(call) } });
	},

	async 'POST /chat/whatsappNumbers/{instance}'(call) {
		const numbers = asTexts(readOutgoingBody(call).numbers);
		const isOther = numbers.some((number) => !isPhone(number));
		refuseIf(
			isOther,
			['numbers'],
			'contains a JID, but Evolution Go looks up only phone numbers',
			'Enter phone numbers only.',
		);
		const entries = await checkNumbers(call, numbers);
		return numbers.map((number, index) => {
			const entry = asRecord(entries[index]);
			const exists = entry.IsInWhatsapp === true;
			const name = textOrNull(entry.VerifiedName);
			const jid = exists ? readUserJid(entry) : null;
			return { number, exists, jid, lid: textOrNull(entry.LID), name };
		});
	},

	async 'POST /chat/fetchProfile/{instance}'(call) {
		const jid = readJid(call);
		const user = await fetchUser(call, jid);
		if (user === undefined) {
			throw new RequestFailure({
				message: `${jid} is not on WhatsApp`,
				description: 'Check the number: country code first, no leading zeros.',
				notOnWhatsApp: true,
			});
		}
		const { Status, VerifiedName } = user;
		const { verifiedName } = asRecord(asRecord(VerifiedName).Details);
		return {
			wuid: jid,
			name: textOrNull(verifiedName),
			// WhatsApp returns pictures slowly. If this request fails, the profile is returned without a picture.
			picture: await fetchPicture(call, jid).catch(nullIfFailed),
			status: { status: textOrNull(Status) },
			isBusiness: isRecord(VerifiedName),
			numberExists: true,
		};
	},

	async 'POST /chat/fetchProfilePictureUrl/{instance}'(call) {
		const wuid = readJid(call);
		return { wuid, profilePictureUrl: await fetchPicture(call, wuid) };
	},

	/** Returns all people on the first page, since the server's route has no pages. */
	async 'POST /chat/findContacts/{instance}'(call) {
		const { where, page } = readOutgoingBody(call);
		if (typeof page === 'number' && page > 1) return [];
		const person = textOrNull(asRecord(where).remoteJid);
		const contacts = asRecords(await call.go({ method: 'GET', path: '/user/contacts' }));
		return contacts
			.filter(({ Jid }) => person === null || comparable(String(Jid)) === comparable(person))
			.map((contact) => ({
				remoteJid: contact.Jid,
				pushName: nameOf(contact),
				isSaved: textOrNull(contact.FullName) !== null,
			}));
	},
} satisfies GoRoutes;

/** Name of each privacy setting in Evolution API, in Go's answers, and in Go's requests. */
const PRIVACY = [
	['groupadd', 'GroupAdd', 'groupAdd'],
	['last', 'LastSeen', 'lastSeen'],
	['online', 'Online', 'online'],
	['profile', 'Profile', 'profile'],
	['readreceipts', 'ReadReceipts', 'readReceipts'],
	['status', 'Status', 'status'],
] as const;

const readPrivacy = (answer: IDataObject): IDataObject =>
	Object.fromEntries(PRIVACY.map(([ours, theirs]) => [ours, answer[theirs]]));

const askPrivacy = async (call: GoCall) =>
	asRecord(await call.go({ method: 'GET', path: '/user/privacy', idempotent: true }));

export const profileRoutes = {
	'GET /chat/fetchPrivacySettings/{instance}': async (call) => readPrivacy(await askPrivacy(call)),

	/** Sends all seven settings, as the server requires. `callAdd`, which Evolution API lacks, keeps its value. */
	async 'POST /chat/updatePrivacySettings/{instance}'(call) {
		const input = readOutgoingBody(call);
		const { CallAdd: callAdd } = await askPrivacy(call);
		const settings = Object.fromEntries(PRIVACY.map(([ours, , word]) => [word, input[ours]]));
		const body = { ...settings, callAdd };
		return readPrivacy(asRecord(await call.go({ method: 'POST', path: '/user/privacy', body })));
	},

	async 'POST /chat/updateProfilePicture/{instance}'(call) {
		const image = String(readOutgoingBody(call).picture);
		const problem = 'must be URL with Evolution Go, which downloads the picture itself';
		refuseIf(!isAddress(image), ['mediaSource'], problem, 'Choose the source URL.');
		await call.go({ method: 'POST', path: '/user/profilePicture', body: { image } });
		return {};
	},

	async 'POST /chat/updateProfileStatus/{instance}'(call) {
		const { status } = readOutgoingBody(call);
		await call.go({ method: 'POST', path: '/user/profileStatus', body: { status } });
		return {};
	},
} satisfies GoRoutes;
