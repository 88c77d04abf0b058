import { pairingCode } from '../../../core/ids';
import { failed, successWith } from '../../core/answers';
import { checkNumber } from '../../core/numberChecks';
import { bodyOf, type GoCall, type InstanceGoRoute } from '../../core/route';
import { startClient } from '../../life/clients';
import { isConnected, isLoggedIn } from '../../state/goInstance';
import { has } from '../../state/versions';

const struct = {
	name: 'PairStruct',
	fields: { subscribe: '[]string', phone: 'string' },
} as const;

/** Returns a code as WhatsApp shows it: `ABCDEFGH` becomes `ABCD-EFGH`. */
const withHyphen = (code: string) => `${code.slice(0, 4)}-${code.slice(4)}`;

/** Up to 0.7.1, the route starts no client, and returns an empty code after an error. */
export const pair: InstanceGoRoute = {
	method: 'POST',
	path: '/instance/pair',
	key: 'instance',
	numbers: checkNumber,
	async run(call) {
		const { state, instance } = call;
		const body = bodyOf(call, struct, [['phone', 'phone is required']]);
		const tells = has(state.config, 'pairErrors');
		if (tells) await preparePairing(call);
		const digits = body.phone.replace(/\D/g, '');
		const problem = problemOf(call, digits);
		if (problem && tells) throw failed(`pairing failed: ${problem}`);
		if (problem || !instance.qr) return successWith({ PairingCode: '' });
		const code = pairingCode();
		instance.qr.pairingCode = code;
		instance.number ??= digits;
		state.changed({ type: 'instance', instance: instance.name });
		return successWith({ PairingCode: withHyphen(code) });
	},
};

async function preparePairing({ state, instance, go }: GoCall): Promise<void> {
	if (!isConnected(instance, go)) {
		await startClient(state, instance);
		await state.sleep(state.config.go.startMs);
	}
	if (isLoggedIn(instance, go)) throw failed('instance is already authenticated');
}

/** Returns the first error, in the order of whatsmeow's checks; undefined if there is none. */
function problemOf({ instance, go }: GoCall, digits: string): string | undefined {
	if (digits.length <= 6) return 'phone number too short';
	if (digits.startsWith('0')) {
		return 'international phone number required (must not start with 0)';
	}
	if (!isConnected(instance, go)) return 'websocket not connected';
	return isLoggedIn(instance, go) ? 'info query returned status 400: bad-request' : undefined;
}
