import type { Answer } from '../../../core/types';
import type { Group } from '../../../state/instance';
import { asAdmin, asEditor } from '../../../whatsapp/groups';
import { failed } from '../../core/answers';
import { parseJid } from '../../core/jids';
import { checkNumber } from '../../core/numberChecks';
import { bodyOf, type GoCall, type InstanceGoRoute, type Required } from '../../core/route';
import type { BodyOf, StructType } from '../../core/struct';
import { askWhatsApp } from '../../life/useClient';

/** WhatsApp's errors in the words of Go's library. */
const REFUSALS: Record<string, string> = {
	'item-not-found': 'info query returned status 404: item-not-found',
	forbidden: 'info query returned status 403: forbidden',
};

/** Runs an action of WhatsApp's, and translates its refusal into the library's words. */
function refusing<Value>(action: () => Value): Value {
	try {
		return action();
	} catch (error) {
		const text = error instanceof Error ? error.message : String(error);
		throw REFUSALS[text] ? failed(REFUSALS[text]) : error;
	}
}

/** The library's own error if it asks for the group itself. */
export const NO_GROUP = 'that group does not exist';

/** Returns our group that a text names; `missing` is the error if there is none. */
export function groupAt(
	{ instance }: GoCall,
	text: string,
	missing = REFUSALS['item-not-found'],
): Group {
	const jid = parseJid(text);
	if (!jid) throw failed('invalid group jid');
	const group = instance.groups.get(jid);
	if (!group) throw failed(missing);
	return group;
}

export const needAdmin = ({ instance }: GoCall, group: Group) =>
	refusing(() => asAdmin(instance, group));
export const needEditor = ({ instance }: GoCall, group: Group) =>
	refusing(() => asEditor(instance, group));

interface Operation<Struct extends StructType> {
	path: string;
	struct: Struct;
	/** after the group itself */
	required?: Required;
	/** the error for a missing group */
	missing?: string;
	run(call: GoCall, group: Group, body: BodyOf<Struct>): Answer | Promise<Answer>;
}

/** Returns a route for the group in the body. */
export function groupRoute<Struct extends StructType & { fields: { groupJid: 'string' } }>({
	path,
	struct,
	required = [],
	missing,
	run,
}: Operation<Struct>): InstanceGoRoute {
	return {
		method: 'POST',
		path,
		key: 'instance',
		numbers: checkNumber,
		async run(call) {
			const body = bodyOf(call, struct, [['groupJid', 'groupJID is required'], ...required]);
			await askWhatsApp(call);
			const { groupJid } = body as { groupJid: string };
			return await run(call, groupAt(call, groupJid, missing), body);
		},
	};
}
