import { readConnectionChange } from '../../../../../../nodes/EvolutionApi/core/server/evolutionApi/events';
import { readRecord } from '../../../../../../nodes/EvolutionApi/core/server/evolutionApi/instances';

// What the row of an instance says of its connection.

const at = '2026-11-21T10:00:00.000Z';
const row = (connectionStatus: string, code: number, object = '{}') =>
	readRecord({
		connectionStatus,
		disconnectionReasonCode: code,
		disconnectionObject: object,
		disconnectionAt: at,
	});

it('a log-out of long ago is not taken for the present one: the row keeps it while the phone is linked again', () => {
	const nothing = { end: undefined, reason: null, disconnectedAt: null, isMeant: false };
	expect(row('open', 401, '"Intentional Logout"')).toMatchObject(nothing);
	expect(row('connecting', 401)).toMatchObject({ ...nothing, waitsForQrCode: true });
	expect(row('close', 401)).toMatchObject({ end: 'loggedOut', disconnectedAt: at });
});

it('QR codes that nobody scanned are told apart from a lost connection', () => {
	const why = JSON.stringify({
		error: { output: { payload: { message: 'QR refs attempts ended' } } },
	});
	expect(row('close', 408, why).end).toBe('qrCodesUsedUp');
	expect(row('close', 408).end).toBeUndefined();
});

it('the event after the last QR code is read', () => {
	const event = readConnectionChange('connection.update', { state: 'refused', statusReason: 428 });
	expect(event).toMatchObject({ state: 'close', end: 'qrCodesUsedUp', isMeant: false });
});
