import { readConnectionChange } from '../../../../../nodes/EvolutionApi/server/evolutionApi/events';
import { readRecord } from '../../../../../nodes/EvolutionApi/server/evolutionApi/instances';

const at = '2026-11-21T10:00:00.000Z';
const row = (connectionStatus: string, code: number, object = '{}') =>
	readRecord({
		connectionStatus,
		disconnectionReasonCode: code,
		disconnectionObject: object,
		disconnectionAt: at,
	});

it('the stored log-out reason is ignored as soon as the instance is connecting or open again', () => {
	const nothing = { end: undefined, reason: null, disconnectedAt: null, isMeant: false };
	expect(row('open', 401, '"Intentional Logout"')).toMatchObject(nothing);
	expect(row('connecting', 401)).toMatchObject({ ...nothing, waitsForQrCode: true });
	expect(row('close', 401)).toMatchObject({ end: 'loggedOut', disconnectedAt: at });
});

it('the stored reason shows whether the QR codes expired or the connection was lost', () => {
	const why = JSON.stringify({
		error: { output: { payload: { message: 'QR refs attempts ended' } } },
	});
	expect(row('close', 408, why).end).toBe('qrCodesUsedUp');
	expect(row('close', 408).end).toBeUndefined();
});

it('an event with status 428 after the last QR code means that the codes are used up', () => {
	const event = readConnectionChange('connection.update', { state: 'refused', statusReason: 428 });
	expect(event).toMatchObject({ state: 'close', end: 'qrCodesUsedUp', isMeant: false });
});
