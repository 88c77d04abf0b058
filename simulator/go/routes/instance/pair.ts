import { pairingCode } from '../../../core/ids';
import { failed, successWith } from '../../core/answers';
import { checkNumber } from '../../core/numberChecks';
import { bodyOf, type InstanceGoRoute } from '../../core/route';
import { useClient } from '../../life/useClient';
import { isGoAtLeast } from '../../state/goConfig';
import { isLoggedIn } from '../../state/goInstance';

const struct = {
	name: 'PairStruct',
	fields: { subscribe: '[]string', phone: 'string' },
} as const;

/** `ABCDEFGH` → `ABCD-EFGH` */
const withHyphen = (code: string) => `${code.slice(0, 4)}-${code.slice(4)}`;

/** A code to type on the phone. Up to 0.7.1 an error is an empty code. */
export const pair: InstanceGoRoute = {
	method: 'POST',
	path: '/instance/pair',
	key: 'instance',
	numbers: checkNumber,
	async run(call) {
		const { state, instance, go } = call;
		const body = bodyOf(call, struct, [['phone', 'phone is required']]);
		const tells = isGoAtLeast(state.config, '0.7.2');
		if (tells) await useClient(call);
		const digits = body.phone.replace(/\D/g, '');
		const problem = problemOf(digits, isLoggedIn(instance, go));
		if (problem && tells) throw failed(problem);
		if (problem || !instance.qr) return successWith({ PairingCode: '' });
		const code = pairingCode();
		instance.qr.pairingCode = code;
		instance.number ??= digits;
		state.changed({ type: 'instance', instance: instance.name });
		return successWith({ PairingCode: withHyphen(code) });
	},
};

/** What the library says. */
function problemOf(digits: string, isPaired: boolean): string | undefined {
	if (isPaired) return 'info query returned status 400: bad-request';
	if (digits.length <= 6) return 'phone number too short';
	return digits.startsWith('0') ? 'international phone number required' : undefined;
}
