import { ok, simError } from '../core/answers';
import type { Instance } from '../state/instance';
import { close, connect, endQrCodes, hang, open } from '../whatsapp/life';
import { findInstance } from './find';
import type { ControlRoute } from './types';

const view = (instance: Instance) => ({
	name: instance.name,
	state: instance.state,
	integration: instance.integration,
	ownerJid: instance.ownerJid,
	profileName: instance.profileName,
	qr: instance.qr?.base64 ?? null,
	pairingCode: instance.qr?.pairingCode ?? null,
});

export const instanceRoutes: ControlRoute[] = [
	{
		method: 'GET',
		path: '/_sim/instances',
		handler: ({ state }) => ok([...state.instances.values()].map(view)),
	},
	{
		method: 'POST',
		path: '/_sim/instances/:name/scan',
		async handler(call) {
			const instance = findInstance(call);
			if (instance.integration !== 'WHATSAPP-BAILEYS') {
				throw simError(400, 'Only WHATSAPP-BAILEYS instances have a QR code');
			}
			if (call.state.config.linking !== 'works') {
				throw simError(409, "The phone says that it couldn't link the device");
			}
			if (instance.state !== 'open') {
				if (!instance.qr) await connect(call.state, instance);
				open(call.state, instance);
			}
			return ok(view(instance));
		},
	},
	{
		method: 'POST',
		path: '/_sim/instances/:name/close',
		handler(call) {
			const instance = findInstance(call);
			const reason = call.body.reason ?? 408;
			if (typeof reason !== 'number')
				throw simError(400, '"reason" must be a status code such as 401');
			if (instance.state !== 'close') close(call.state, instance, reason);
			return ok(view(instance));
		},
	},
	{
		method: 'POST',
		path: '/_sim/instances/:name/endQrCodes',
		handler(call) {
			const instance = findInstance(call);
			if (instance.qr === null) throw simError(400, 'It shows no QR code');
			endQrCodes(call.state, instance);
			return ok(view(instance));
		},
	},
	{
		method: 'POST',
		path: '/_sim/instances/:name/hang',
		handler(call) {
			const instance = findInstance(call);
			hang(call.state, instance);
			return ok(view(instance));
		},
	},
	{
		method: 'POST',
		path: '/_sim/instances/:name/silence',
		handler(call) {
			const instance = findInstance(call);
			instance.isSilent = true;
			return ok(view(instance));
		},
	},
];
