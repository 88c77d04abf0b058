import type { Answer } from '../../../core/types';
import type { Group } from '../../../state/instance';
import { asAdmin, asEditor } from '../../../whatsapp/groups';
import { failed } from '../../core/answers';
import { parseJid } from '../../core/jids';
import { checkNumber } from '../../core/numberChecks';
import { bodyOf, type GoCall, type InstanceGoRoute, type Required } from '../../core/route';
import type { BodyOf, StructType } from '../../core/struct';
import { askWhatsApp } from '../../life/useClient';

const REFUSALS: Record<string, string> = {
	'item-not-found': 'info query returned status 404: item-not-found',
	forbidden: 'info query returned status 403: forbidden',
};

function refusing<Value>(action: () => Value): Value {
	try {
		return action();
	} catch (error) {
		const text = error instanceof Error ? error.message : String(error);
		throw REFUSALS[text] ? failed(REFUSALS[text]) : error;
	}
}

export const NO_GROUP = 'that group does not exist';

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
	required?: Required;
	missing?: string;
	run(call: GoCall, group: Group, body: BodyOf<Struct>): Answer | Promise<Answer>;
}

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
