import type { Instance } from '../../../state/instance';
import type { State } from '../../../state/state';
import { played, readUpTo } from '../../../whatsapp/reading';
import { successWith, ZERO_TIME_TEXT } from '../../core/answers';
import { chatJid } from '../../core/chatJid';
import { isGroup } from '../../core/jids';
import { checkNumber } from '../../core/numberChecks';
import { bodyOf, type InstanceGoRoute } from '../../core/route';
import { useClient } from '../../life/useClient';
import { canonicalJid } from '../../sending/target';
import { isLoggedIn } from '../../state/goInstance';
import type { GoDifference } from '../../state/versions';

interface Mark {
	path: string;
	/** the name of a Go struct, which error texts contain, such as `MarkReadStruct` */
	struct: string;
	since?: GoDifference;
	mark(state: State, instance: Instance, key: { id: string }): void;
}

/**
 * The route succeeds even if nothing is marked, because WhatsApp doesn't answer receipts. Nothing is marked in a group, or if
 * the JID begins with a plus sign.
 */
const markRoute = ({ path, struct: name, since, mark }: Mark): InstanceGoRoute => ({
	method: 'POST',
	path,
	key: 'instance',
	since,
	numbers: checkNumber,
	async run(call) {
		const { state, instance, go } = call;
		const struct = { name, fields: { id: '[]string', number: 'string' } } as const;
		const body = bodyOf(call, struct, [
			['number', 'phone number is required'],
			['id', 'id is required'],
		]);
		await useClient(call);
		const jid = canonicalJid(state.config, chatJid(body.number));
		if (isLoggedIn(instance, go) && !isGroup(jid) && !jid.startsWith('+')) {
			for (const id of body.id) mark(state, instance, { id });
		}
		return successWith({ timestamp: ZERO_TIME_TEXT });
	},
});

export const markread = markRoute({
	path: '/message/markread',
	struct: 'MarkReadStruct',
	mark: readUpTo,
});

export const markplayed = markRoute({
	path: '/message/markplayed',
	struct: 'MarkPlayedStruct',
	since: 'markPlayed',
	mark: played,
});
