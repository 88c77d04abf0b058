import { failed, successWith } from '../../core/answers';
import type { InstanceGoRoute } from '../../core/route';
import { startClient } from '../../life/clients';
import { openUrlOf, passkeyOf } from '../../life/passkey';
import { with400 } from '../../life/useClient';
import { has } from '../../state/versions';
import { isLoggedIn } from '../../state/goInstance';

export const qr: InstanceGoRoute = {
	method: 'GET',
	path: '/instance/qr',
	key: 'instance',
	run: async (call) =>
		await with400(async () => {
			const { state, instance, go } = call;
			if (!go.client || isLoggedIn(instance, go)) {
				await startClient(state, instance);
				await state.sleep(state.config.go.startMs);
				if (isLoggedIn(instance, go)) throw failed('session already logged in');
			}
			const passkey = passkeyOf(state, instance);
			if (passkey) {
				const { stage, code } = passkey;
				return successWith({
					qrcode: '',
					code: '',
					passkeyStage: stage,
					passkeyOpenUrl: openUrlOf(state, passkey),
					...(code && { passkeyCode: code }),
				});
			}
			if (!instance.qr) await state.sleep(state.config.go.startMs);
			if (!instance.qr) {
				throw failed('no QR code available. Please wait a moment and try again');
			}
			const { base64: qrcode, code } = instance.qr;
			const isOlder = !has(state.config, 'jsonQr');
			return successWith(isOlder ? { Qrcode: qrcode, Code: code } : { qrcode, code });
		}),
};
