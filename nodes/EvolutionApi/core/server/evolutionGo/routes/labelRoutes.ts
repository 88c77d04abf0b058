import { recordsIn } from '../../../values/answer';
import { asJid } from '../../../values/jid';
import type { GoRoutes } from '../goRoute';
import { bodyOf } from '../outgoing';

export const labelRoutes = {
	async 'POST /label/handleLabel/{instance}'(translated) {
		const { number, labelId, action } = bodyOf(translated);
		const jid = asJid(String(number));
		const path = action === 'add' ? '/label/chat' : '/unlabel/chat';
		await translated.go({ method: 'POST', path, body: { jid, labelId } });
		return { numberJid: jid };
	},

	/** Without the color, for which the server gives an address in its memory. */
	async 'GET /label/findLabels/{instance}'(translated) {
		const labels = recordsIn(await translated.go({ method: 'GET', path: '/label/list' }));
		return labels.map(({ label_id: id, label_name: name }) => ({ id, name }));
	},
} satisfies GoRoutes;
