import type { SeenAnswer } from '../recorder';
import { Stage, type Place } from '../stage';

export interface GoKeys {
	/** Token of one instance, if there is no global key. */
	readonly token?: string;
	readonly globalKey?: string;
}

interface Listed {
	readonly data: ReadonlyArray<{ readonly id: string; readonly name: string }> | null;
}

/** An Evolution Go server. With a global key, it also has an instance that this class creates and deletes. */
export class GoStage extends Stage {
	constructor(
		place: Omit<Place, 'key'>,
		private readonly keys: GoKeys,
	) {
		super({ ...place, key: keys.globalKey ?? '' });
	}

	protected override get access() {
		const { recorded: baseUrl } = this.place;
		const { token: instanceToken, globalKey: globalApiKey } = this.keys;
		const evolutionGoKeyApi = { baseUrl, instanceToken, globalApiKey };
		return { authentication: 'evolutionGo' as const, credentials: { evolutionGoKeyApi } };
	}

	/** Keeps values of the answer for later cases, because the server stores no messages. */
	learnFrom({ path, status, text }: SeenAnswer): void {
		if (path === '/send/media' && status === 200) this.ids.pictureMessage ??= text;
	}

	override async clear(): Promise<string[]> {
		if (this.keys.globalKey === undefined) return [];
		const { data } = (await this.ask<Listed>('GET', '/instance/all')) ?? { data: null };
		const row = data?.find(({ name }) => name === this.own);
		if (row === undefined) return [];
		const deleted = await this.ask('DELETE', `/instance/delete/${row.id}`);
		return deleted === undefined ? [this.own] : [];
	}
}
