import type { ConnectionEnd } from '../delivery';

const REASONS = new Map([
	[401, 'Logged out on the phone: connect again with a QR code'],
	[402, 'The account is temporarily banned'],
	[403, 'WhatsApp refuses the account, which may be banned'],
	[405, 'WhatsApp refuses the version of the client'],
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
	[405, 'clientOutdated'],
	[406, 'restricted'],
	[411, 'loggedOut'],
	[500, 'loggedOut'],
]);

/** Returns why a connection ended for good; undefined if it may reopen. @param why the error that ended it, as JSON */
export function classifyConnectionEnd(
	code: number | null,
	why?: unknown,
): ConnectionEnd | undefined {
	// Evolution API 2.4 reports this error when it makes no more QR codes, even if the cause is a lost connection.
	if (/QR refs attempts ended/.test(String(why))) return 'qrCodesUsedUp';
	return code === null ? undefined : ENDS.get(code);
}

export const explainStatusCode = (code: number | null) =>
	code === null || code === 200 ? null : (REASONS.get(code) ?? `Unknown reason ${code}`);
