import { fetchRecord, fetchState, findInstanceRecord } from '../server/ask/instances';
import type { Connection, Target } from '../server/adapter';
import type { InstanceRecord, Linking, Passkey } from '../server/records';
import { ownTime } from '../server/clock';
import type { ConnectionEnd } from '../server/delivery';
import { LINKING_PAGE } from '../errors/explain';
import { fine, wrong, type Finding } from './findings';

// Reasons why an instance isn't connected to WhatsApp, and why no phone can be linked, as of November 2026. A refused phone
// and a code that no one scanned look the same in the server's answers, so the texts name both reasons.

const SCAN =
	'On the phone open WhatsApp → Linked devices → Link a device, and scan the newest code, which is valid for less than a minute. Instance → Connect gives it.';

const describeUnpinning = ({ pinnedVersion }: Linking): string =>
	`If the server has the setting ${pinnedVersion}, remove it and restart the server, which then uses the current WhatsApp version. If that does not help, update the server.`;

const describeNotThrough = (linking: Linking): Finding =>
	wrong(
		'The instance is connecting to WhatsApp, and has not got through',
		`Restart it with Instance → Restart. If that does not help, check that the server reaches the internet, and restart the server. WhatsApp may also refuse the version of the client (405), which the server does not report. ${describeUnpinning(linking)} ${LINKING_PAGE}`,
		'connecting',
	);

/** @param isOver whether the server no longer shows a code */
const describeNotScanned = ({ refusedByPhone }: Linking, isOver: boolean): Finding =>
	wrong(
		isOver
			? 'No QR code was scanned, or the phone was refused, and the server makes no new ones'
			: 'A QR code or a pairing code waits for the phone: no one has used it yet, or the phone was refused',
		`${SCAN} ${refusedByPhone} ${LINKING_PAGE}`,
		isOver ? 'qrCodesUsedUp' : 'qrCodeNotScanned',
	);

const NO_PASSKEY_PAGE =
	'The server does not know its own address, so its link leads nowhere: set PASSKEY_PUBLIC_URL in its settings to its public address, start it again, and run Instance → Connect again.';

function describePasskey({ stage, url, code, lacksAddress }: Passkey): Finding {
	const where = url ?? 'the manager of the server';
	const page =
		lacksAddress === true
			? NO_PASSKEY_PAGE
			: `Open ${where} in a browser with the extension of Evolution Go, and confirm with the passkey of the account.`;
	const whatToDo: Readonly<Record<string, string>> = {
		awaiting_confirmation: 'Wait until WhatsApp has checked the passkey.',
		confirmation: `Compare the code ${code ?? 'on that page'} with the one on the phone, and confirm it there: ${where}`,
		confirmed: 'Wait until the phone is linked.',
		error: `It has failed. ${page} If the link no longer works, run Instance → Connect again.`,
	};
	return wrong(
		`WhatsApp asks for the passkey of the account before it links a device (stage "${stage}")`,
		`${whatToDo[stage] ?? page} A pairing code does not get around it. ${LINKING_PAGE}`,
		'passkeyNeeded',
	);
}

const CONNECT =
	'Run Instance → Connect. It returns a QR code if one has to be scanned (in WhatsApp under Linked devices), and otherwise explains what is wrong.';

function chooseRemedy(end: ConnectionEnd | undefined, linking: Linking): string {
	if (end === 'clientOutdated') return describeUnpinning(linking);
	return end === 'restricted'
		? `Check on the phone what WhatsApp says about the account. Then: ${CONNECT}`
		: CONNECT;
}

export function connectionFinding(
	connection: Connection,
	state: string | undefined,
	record: Partial<InstanceRecord> = {},
): Finding {
	const { linking } = connection.server;
	const { phoneNumber = null, changedAt = null, end, passkey, waitsForQrCode } = record;
	if (state === 'open') {
		const account = phoneNumber === null ? '' : ` as ${phoneNumber}`;
		const since = changedAt === null ? '' : `, since ${changedAt} or earlier`;
		return fine(`Connected to WhatsApp${account}${since}`);
	}
	if (passkey !== undefined) return describePasskey(passkey);
	if (state === 'connecting' && end !== 'loggedOut') {
		return (waitsForQrCode ?? linking.showsCodeWhileConnecting)
			? describeNotScanned(linking, false)
			: describeNotThrough(linking);
	}
	if (end === 'qrCodesUsedUp' || (waitsForQrCode === true && state === 'close'))
		return describeNotScanned(linking, true);
	return describeClosed(connection, record);
}

function describeClosed(connection: Connection, record: Partial<InstanceRecord>): Finding {
	const { disconnectedAt = null, reason = null, end } = record;
	const when = disconnectedAt === null ? '' : ` since ${disconnectedAt}`;
	const why = reason === null ? '' : ` (${reason})`;
	const since = ownTime(connection, Date.parse(disconnectedAt ?? ''));
	const finding = wrong(
		`The instance is not connected to WhatsApp${when}${why}`,
		`${chooseRemedy(end, connection.server.linking)} ${LINKING_PAGE}`,
		end ?? 'disconnected',
	);
	return Number.isNaN(since) ? finding : { ...finding, since: Math.min(since, Date.now()) };
}

/** @param list of the server's instances, if it was already read @throws {RequestFailure} if a request fails */
export async function findConnection(
	target: Target,
	list?: unknown,
): Promise<{ readonly state?: string; readonly record?: Partial<InstanceRecord> }> {
	const { server } = target.connection;
	const state = await fetchState(target);
	if (server.readLinking !== undefined)
		return { state, record: await server.readLinking(target, state) };
	if (list !== undefined) return { state, record: findInstanceRecord(list, target) };
	return { state, record: state === 'open' ? undefined : await fetchRecord(target) };
}
