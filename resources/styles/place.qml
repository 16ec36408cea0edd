<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology|Labeling" labelsEnabled="1">
 <renderer-v2 type="RuleRenderer" symbollevels="1" enableorderby="0" forceraster="0">
  <rules key="root">
   <rule key="rule0" symbol="0" label="Places" scalemaxdenom="10000" />
  </rules>
  <symbols>
   <symbol type="marker" alpha="1" clip_to_extent="1" force_rhr="0" name="0">
    <layer class="SimpleMarker" enabled="1" pass="0" locked="0">
     <Option type="Map">
      <Option name="name" type="QString" value="circle" />
      <Option name="color" type="QString" value="102,120,138,255" />
      <Option name="outline_color" type="QString" value="255,255,255,255" />
      <Option name="outline_width" type="QString" value="0.90" />
      <Option name="outline_width_unit" type="QString" value="Point" />
      <Option name="size" type="QString" value="3.75" />
      <Option name="size_unit" type="QString" value="Point" />
     </Option>
    </layer>
   </symbol>
  </symbols>
 </renderer-v2>
 <labeling type="rule-based">
  <rules key="root">
   <rule key="label0" scalemaxdenom="3000" scalemindenom="1">
    <settings calloutType="simple">
     <text-style fieldName="name" isExpression="0" fontFamily="Noto Sans CJK SC" fontSize="8.25" fontSizeUnit="Point" fontWeight="50" textColor="71,87,102,255" textOpacity="1" multilineHeight="1">
      <text-buffer bufferDraw="1" bufferSize="1.20" bufferSizeUnits="Point" bufferColor="243,242,238,255" bufferOpacity="1" />
     </text-style>
     <placement placement="0" centroidInside="1" placementFlags="9" />
     <rendering drawLabels="1" obstacle="0" displayAll="0" />
    </settings>
   </rule>
  </rules>
 </labeling>
</qgis>
