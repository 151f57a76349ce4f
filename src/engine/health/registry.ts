import type { Recogniser } from './health.ts';
import { hashicorpVault } from './formats/hashicorpVault.ts';
import { aspNetCore } from './formats/aspNetCore.ts';
import { booleanMap, dropwizard, nomad, okComputer } from './formats/booleanParts.ts';
import { bareArray, influxDb, microProfile, pyHealthcheck, resultsArray } from './formats/checksArray.ts';
import { consulAggregate, consulChecks, consulInstances } from './formats/consul.ts';
import { clusterHealth, healthReport, kibana } from './formats/elasticsearch.ts';
import { flatTexts } from './formats/flatTexts.ts';
import { haproxyCsv, haproxyJson } from './formats/haproxy.ts';
import { healthJson } from './formats/healthJson.ts';
import { laravelHealth } from './formats/laravel.ts';
import { emptyBody, healthPage, kubernetes, markedLines, plainText, serverStatus } from './formats/plainText.ts';
import { airflow, couchDb, etcd, grafana, healthGo, liipMonitor, solr, statusPage } from './formats/products.ts';
import { rabbitMq } from './formats/rabbitMq.ts';
import { serviceIdentity } from './formats/serviceIdentity.ts';
import { micronaut, spring } from './formats/spring.ts';
import { statusObject } from './formats/statusObject.ts';
import { terminus } from './formats/terminus.ts';

/** Recognisers of bodies that are a JSON object, in the order in which they are asked: the more particular first. */
export const OBJECT_FORMATS: readonly Recogniser[] = [
  spring,
  terminus,
  micronaut,
  influxDb,
  healthJson,
  laravelHealth,
  liipMonitor,
  microProfile,
  aspNetCore,
  pyHealthcheck,
  resultsArray,
  clusterHealth,
  healthReport,
  kibana,
  statusPage,
  consulAggregate,
  hashicorpVault,
  healthGo,
  rabbitMq,
  solr,
  etcd,
  grafana,
  airflow,
  couchDb,
  serviceIdentity,
  consulChecks,
  nomad,
  dropwizard,
  okComputer,
  booleanMap,
  flatTexts,
  statusObject,
];

/** Recognisers of bodies that are a JSON array. */
export const ARRAY_FORMATS: readonly Recogniser[] = [consulInstances, haproxyJson, bareArray];

/** Recognisers of every other body: texts, pages, and the bare JSON values. */
export const TEXT_FORMATS: readonly Recogniser[] = [
  emptyBody,
  kubernetes,
  haproxyCsv,
  serverStatus,
  healthPage,
  markedLines,
  plainText,
];
