import * as vscode from 'vscode';
import type { EngineClient } from '../engine/engineClient.ts';
import type { ServicePanels } from '../panels/servicePanels.ts';
import type { QueryPanels } from '../query/queryPanels.ts';
import { namesInId } from '../tree/treeNodes.ts';
import type { MetricFamilies } from './metricFamilies.ts';
import { MAX_STATUS_PINS, type Pins } from './pins.ts';

export interface MetricScene {
  readonly engine: EngineClient;
  readonly families: MetricFamilies;
  readonly pins: Pins;
  readonly panels: ServicePanels;
  readonly queries: QueryPanels;
  readonly changeSignal: (serviceId: string, signal: string, query: string) => Promise<void>;
}

/** What the commands on the rows of metrics and golden signals do. */
export function createMetricCommands(scene: MetricScene) {
  const { pins, panels, queries } = scene;
  const pin = async (row: unknown, place: 'service' | 'statusBar'): Promise<void> => {
    const { serviceId, metricName } = namesInId(row);
    if (serviceId === undefined || metricName === undefined) return;
    if (await pins.add(serviceId, metricName, place)) return;
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The status bar has room for {0} metrics. Unpin one of them first.', MAX_STATUS_PINS),
    );
  };
  return {
    pinMetric: (row: unknown) => pin(row, 'service'),
    pinMetricToStatusBar: (row: unknown) => pin(row, 'statusBar'),
    unpinMetric: async (row: unknown) => {
      const { serviceId, metricName, signalName } = namesInId(row);
      const metric = metricName ?? signalName;
      if (serviceId !== undefined && metric !== undefined) await pins.remove(serviceId, metric);
    },
    openMetricChart: async (row: unknown) => {
      const { serviceId, metricName } = namesInId(row);
      if (serviceId !== undefined) await panels.open(serviceId, metricName);
    },
    copyMetricQuery: async (row: unknown) => {
      const query = await queryOf(row, scene);
      if (query !== undefined) await vscode.env.clipboard.writeText(query);
    },
    queryMetric: async (row: unknown) => {
      const text = await queryOf(row, scene);
      if (text !== undefined) await queries.show({ text });
    },
    changeSignal: async (row: unknown) => {
      const { serviceId, signalName } = namesInId(row);
      const query = await queryOf(row, scene);
      if (serviceId !== undefined && signalName !== undefined && query !== undefined)
        await scene.changeSignal(serviceId, signalName, query);
    },
  };
}

/** The query of a row: a signal's, or the one that a metric's number comes from. */
async function queryOf(row: unknown, { engine, families }: MetricScene): Promise<string | undefined> {
  const { serviceId, metricName, signalName } = namesInId(row);
  if (serviceId === undefined) return undefined;
  const signal = engine.services.get(serviceId)?.signals?.find(({ name }) => name === signalName);
  if (signal !== undefined || metricName === undefined) return signal?.query;
  const isIt = ({ name }: { readonly name: string }): boolean => name === metricName;
  return (families.known(serviceId)?.find(isIt) ?? (await families.load(serviceId)).find(isIt))?.query;
}
