import type { IDataObject } from 'n8n-workflow';

import type { ConnectionChange, ConnectionEnd } from '../../delivery';
import { addressOf } from '../../../values/addresses';
import { recordOf } from '../../../values/answer';
import { firstText, numberOrNull } from '../../../values/loose';
import { isoOfText } from '../../../values/timestamps';

/** Why WhatsApp closed a connection, by its number. */
const REASONS = new Map([
	[401, 'Logged out on the phone: connect again with a QR code'],
	[402, 'The account is temporarily banned'],
	[403, 'WhatsApp refuses the account, which may be banned'],
	[405, 'WhatsApp refuses the version of the client: update the server'],
	[406, 'The account is banned'],
	[408, 'The connection was lost or timed out'],
	[411, 'Linked devices are switched off on the phone'],
	[428, 'The connection was closed, or the QR code was not scanned in time'],
	[440, 'Another program has connected with the same session'],
	[500, 'The session is broken: connect again with a QR code'],
	[503, 'WhatsApp is not available'],
	[515, 'WhatsApp asks for a new connection, which the server opens by itself'],
]);

const ENDS: ReadonlyMap<number, ConnectionEnd> = new Map([
	[401, 'loggedOut'],
	[402, 'restricted'],
	[403, 'restricted'],
	[406, 'restricted'],
	[411, 'loggedOut'],
	[500, 'loggedOut'],
]);

export const connectionEndOf = (code: number | null) =>
	code === null ? undefined : ENDS.get(code);

/** What the server itself says to WhatsApp when it logs out. @param why the error that ended the connection, as JSON */
export const isOwnLogOut = (why: unknown): boolean =>
	/Log out instance|Intentional Logout/.test(String(why));

const STATES = ['open', 'connecting', 'close'] as const;

/** @returns undefined if the event tells of something else */
export function connectionChangeIn(event: string, data: unknown): ConnectionChange | undefined {
	const { state, statusReason } = recordOf(data);
	switch (event) {
		case 'connection.update': {
			const known = STATES.find((one) => one === state);
			return known && changeTo(known, numberOrNull(statusReason));
		}
		case 'remove.instance':
			return { state: 'close', reason: null, isMeant: true };
		default:
			return undefined;
	}
}

const changeTo = (state: ConnectionChange['state'], code: number | null): ConnectionChange => ({
	state,
	end: state === 'close' ? connectionEndOf(code) : undefined,
	reason: reasonOf(code),
	isMeant: false,
});

export const reasonOf = (code: number | null) =>
	code === null || code === 200 ? null : (REASONS.get(code) ?? `Unknown reason ${code}`);

/** `connection.update`: `state` is connecting, open, close or refused; the account is given when it is open. */
export function simplifyConnection(data: IDataObject): IDataObject {
	const code = numberOrNull(data.statusReason);
	const { jid, phoneNumber } = addressOf(data.wuid);
	return {
		state: firstText(data.state),
		statusCode: code,
		reason: reasonOf(code),
		jid,
		phoneNumber,
		profileName: firstText(data.profileName),
		profilePictureUrl: firstText(data.profilePictureUrl),
	};
}

/** `status.instance`: the connection is over. */
export function simplifyInstanceStatus(data: IDataObject): IDataObject {
	const code = numberOrNull(data.disconnectionReasonCode);
	return {
		timestamp: isoOfText(data.disconnectionAt),
		status: firstText(data.status),
		statusCode: code,
		reason: reasonOf(code),
	};
}

/** `qrcode.updated`: codes to connect with. After too many of them there are none, and `message` says so. */
export function simplifyQrCode(data: IDataObject): IDataObject {
	const { code, pairingCode } = recordOf(data.qrcode);
	return {
		qrCode: firstText(code),
		pairingCode: firstText(pairingCode),
		message: firstText(data.message),
		statusCode: numberOrNull(data.statusCode),
	};
}

/**
 * `instance.create`, `instance.delete`, `logout.instance`, `remove.instance`. All items have the event and
 * the name of the instance anyway; the last two come without data.
 */
export const simplifyInstance = (data: unknown): IDataObject => ({
	instanceId: firstText(recordOf(data).instanceId),
});

/** `messaging-history.set`: how much the phone has handed over. */
export const simplifyHistory = (data: IDataObject): IDataObject => ({
	messageCount: numberOrNull(data.messageCount),
	chatCount: numberOrNull(data.chatCount),
	contactCount: numberOrNull(data.contactCount),
});
