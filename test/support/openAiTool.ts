import { createRequire } from 'node:module';

/** A tool in the form that the OpenAI API takes. */
interface OpenAiTool {
	readonly function: {
		readonly name: string;
		readonly description: string;
		readonly parameters: { readonly properties: Readonly<Record<string, object>> };
	};
}

interface FunctionCalling {
	convertToOpenAITool(tool: unknown): OpenAiTool;
}

/** By n8n's own LangChain, which is not the only one that is installed. */
export function openAiTool(tool: unknown): OpenAiTool {
	const fromCore = createRequire(require.resolve('n8n-core'));
	const langChain: FunctionCalling = fromCore('@langchain/core/utils/function_calling');
	return langChain.convertToOpenAITool(tool);
}
