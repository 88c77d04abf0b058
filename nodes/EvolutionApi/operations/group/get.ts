import { defineOperation } from '../../core/table/defineOperation';
import { readOptions, readOptionsInput } from '../../fields/concurrency';
import { groupField, groupInput, groupQuery } from '../../fields/group';
import { instanceField } from '../../fields/instance';
import { simplify } from '../../fields/simplify';
import { simplifyGroup } from './shared/groupAnswers';

/** `GET /group/findGroupInfos/{instance}`: a group with its members. */
export const get = defineOperation({
	name: 'Get',
	value: 'get',
	action: 'Get a WhatsApp group',
	description: 'Get the subject, description, settings and members of a group',
	request: { method: 'GET', path: '/group/findGroupInfos/{instance}', reads: true },
	fields: [instanceField, groupField, readOptions, simplify],
	input: { group: groupInput, options: readOptionsInput },
	example: { group: '120363020202020202@g.us' },
	query: groupQuery,
	simplify: simplifyGroup,
});
