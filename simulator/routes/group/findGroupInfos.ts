import { ok } from '../../core/answers';
import { groupOf, groupView } from '../../whatsapp/groups';
import { groupJidSchema, groupRoute } from './groupRoute';

export const findGroupInfos = groupRoute({
	method: 'GET',
	name: 'findGroupInfos',
	schema: groupJidSchema,
	client: 'groupMetadata',
	failure: [404, 'Error fetching group'],
	run: ({ instance }, jid) => ok(groupView(groupOf(instance, jid), true)),
});
