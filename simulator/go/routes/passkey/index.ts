import type { Answer } from '../../../core/types';
import type { Instance } from '../../../state/instance';
import type { State } from '../../../state/state';
import { bareAnswer, goError } from '../../core/answers';
import type { GoRequest, GoRoute } from '../../core/route';
import { confirm, instanceByPasskey, passkeyOf, respond } from '../../life/passkey';

function meant({ state, params }: GoRequest): Instance {
	const instance = instanceByPasskey(state, params.token);
	if (!instance) throw goError(404, 'ceremony not found or expired');
	return instance;
}

function tellStage(request: GoRequest): Answer {
	const passkey = passkeyOf(request.state, meant(request));
	const { stage, code, error } = passkey ?? {};
	return bareAnswer({
		stage,
		skipHandoffUX: false,
		...(stage === 'challenge' && { publicKey: {} }),
		...(code && { code }),
		...(error && { error }),
	});
}

const step = (take: (state: State, instance: Instance) => void) => (request: GoRequest) => {
	take(request.state, meant(request));
	return bareAnswer({ ok: true });
};

const since = 'passkeys';
const path = '/passkey-ceremony/:token';

export const passkeyGoRoutes: GoRoute[] = [
	{ method: 'GET', path, key: 'none', since, run: tellStage },
	{ method: 'POST', path: `${path}/response`, key: 'none', since, run: step(respond) },
	{ method: 'POST', path: `${path}/confirm`, key: 'none', since, run: step(confirm) },
];
