import type { SeenAnswer } from '../recorder';
import { Stage, type Place } from '../stage';

export interface GoKeys {
	/** Token of one instance. */
	readonly token?: string;
	readonly globalKey?: string;
}

interface Listed {
	readonly data: ReadonlyArray<{ readonly id: string; readonly name: string }> | null;
}

/** An Evolution Go, and, with a global key, the instance that's created and deleted there. */
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

	/** The server stores no messages, so later cases use values of the answer. */
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
