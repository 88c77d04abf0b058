import type { IDataObject } from 'n8n-workflow';

import { parseAddress } from '../../../core/values/addresses';
import { firstText, numberOrNull } from '../../../core/values/answer';
import type { ConnectionChange, ConnectionEnd } from '../../delivery';
import type { GoTold, GoReader } from './reader';

interface Ending {
	readonly reason: string;
	readonly end?: ConnectionEnd;
}

const BAN = 402;

/** Go's library ends the session after 401, 403 and 406. */
const ENDINGS: ReadonlyMap<number, Ending> = new Map<number, Ending>([
	[401, { reason: 'Logged out on the phone: connect again with a QR code', end: 'loggedOut' }],
	[BAN, { reason: 'The account is temporarily banned', end: 'restricted' }],
	[
		403,
		{
			reason: 'WhatsApp on the phone was logged out, or refuses the account: look at the phone',
			end: 'loggedOut',
		},
	],
	[405, { reason: 'WhatsApp refuses the version of the client', end: 'clientOutdated' }],
	[
		406,
		{ reason: 'Logged out for an unknown reason: connect again with a QR code', end: 'loggedOut' },
	],
	[500, { reason: 'WhatsApp is not available' }],
	[503, { reason: 'WhatsApp is not available' }],
]);

const LOSS: Ending = { reason: 'The connection was lost, and the server opens it again by itself' };

export const explainEnding = (code: number | null): Ending =>
	code === null ? LOSS : (ENDINGS.get(code) ?? { reason: `Unknown reason ${code}` });

const NOT_SCANNED = 'No QR code was scanned in time';

function open(data: IDataObject, jid: unknown): GoTold {
	const account = parseAddress(jid);
	return {
		data,
		connection: { state: 'open', reason: null, isMeant: false },
		facts: {
			state: 'open',
			statusCode: 200,
			reason: null,
			jid: account.jid,
			phoneNumber: account.phoneNumber,
			profileName: firstText(data.pushName, data.BusinessName),
			profilePictureUrl: null,
		},
	};
}

function makeClosing(data: IDataObject, code: number | null, { reason, end }: Ending): GoTold {
	const connection: ConnectionChange = { state: 'close', end, reason, isMeant: false };
	const account = { jid: null, phoneNumber: null, profileName: null, profilePictureUrl: null };
	return { data, connection, facts: { state: 'close', statusCode: code, reason, ...account } };
}

const byCode = (data: IDataObject): GoTold => {
	const code = numberOrNull(data.Reason);
	return makeClosing(data, code, explainEnding(code));
};

/** Tells whether the server sent `LoggedOut` because it ended its WhatsApp client. A log-out by WhatsApp has a `Reason`. */
const isOwnEnd = ({ Reason }: IDataObject) => numberOrNull(Reason) === null;

export const connectionReaders: Readonly<Record<string, GoReader>> = {
	Connected: { event: 'connection.update', read: (data) => open(data, data.jid) },
	PairSuccess: { event: 'connection.update', read: (data) => open(data, data.jid ?? data.ID) },
	Disconnected: { event: 'connection.update', read: byCode },
	ConnectFailure: { event: 'connection.update', read: byCode },
	TemporaryBan: {
		event: 'connection.update',
		read(data) {
			const { reason, end } = explainEnding(BAN);
			const text = firstText(data.reason);
			const why = text === null ? reason : `${reason}: ${text}`;
			return makeClosing(data, BAN, { reason: why, end });
		},
	},
	LoggedOut: {
		event: (data) => (isOwnEnd(data) ? 'logout.instance' : 'connection.update'),
		read: (data, { instanceId }) =>
			isOwnEnd(data) ? { data, facts: { instanceId } } : byCode(data),
	},
	QRCode: {
		event: 'qrcode.updated',
		read: (data) => ({
			data,
			qrCode: firstText(data.qrcode)?.replace(/^data:[^,]*,/, ''),
			facts: { qrCode: firstText(data.code), pairingCode: null, message: null, statusCode: null },
		}),
	},
	QRTimeout: {
		event: 'qrcode.updated',
		read: (data) => ({
			data,
			connection: { state: 'close', end: 'qrCodesUsedUp', reason: NOT_SCANNED, isMeant: false },
			facts: {
				qrCode: null,
				pairingCode: null,
				message: firstText(data.reason) ?? NOT_SCANNED,
				statusCode: null,
			},
		}),
	},
};
