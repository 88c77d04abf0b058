import type { Group } from '../../../state/instance';
import { failed, successWith } from '../../core/answers';
import { parseJid } from '../../core/jids';
import { checkJidFields } from '../../core/numberChecks';
import { bodyOf, type GoCall, type GoRoute, type InstanceGoRoute } from '../../core/route';
import { askWhatsApp } from '../../life/useClient';
import { groupInfoOf } from '../../messages/groupInfo';
import { makeGroup } from '../group/members';

const createStruct = {
	name: 'CreateCommunityStruct',
	fields: { communityName: 'string' },
} as const;

const create: InstanceGoRoute = {
	method: 'POST',
	path: '/community/create',
	key: 'instance',
	async run(call) {
		const { communityName } = bodyOf(call, createStruct, [
			['communityName', 'community name is required'],
		]);
		await askWhatsApp(call);
		const { state, instance } = call;
		const group = { subject: communityName, isCommunity: true };
		return successWith(groupInfoOf(makeGroup(state, instance, group)));
	},
};

const linkStruct = {
	name: 'AddParticipantStruct',
	fields: { communityJid: 'string', groupJid: '[]string' },
} as const;

function link({ instance }: GoCall, community: string, jid: string, isLinked: boolean): boolean {
	const parent: Group | undefined = instance.groups.get(community);
	const group = instance.groups.get(jid);
	if (!parent?.isCommunity || !group) return false;
	group.linkedParent = isLinked ? community : undefined;
	return true;
}

const linkRoute = (path: string, isLinked: boolean): InstanceGoRoute => ({
	method: 'POST',
	path,
	key: 'instance',
	numbers: checkJidFields('number', 'communityId'),
	async run(call) {
		const body = bodyOf(call, linkStruct, [
			['communityJid', 'community jid is required'],
			['groupJid', 'group jid is required'],
		]);
		await askWhatsApp(call);
		const community = parseJid(body.communityJid);
		if (!community) throw failed('error parse community jid');
		const jids = body.groupJid.map((text) => parseJid(text) ?? '@s.whatsapp.net');
		const failedOnes = jids.filter((jid) => !link(call, community, jid, isLinked));
		const last = jids[jids.length - 1];
		return successWith({
			// A bug of the server: this list contains the groups that failed, and always the last group.
			success: [...failedOnes, last],
			failed: failedOnes.length > 0 ? failedOnes : null,
		});
	},
});

export const communityGoRoutes: GoRoute[] = [
	create,
	linkRoute('/community/add', true),
	linkRoute('/community/remove', false),
];
